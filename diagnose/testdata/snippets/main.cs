using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Web.Script.Serialization;

static class JsonSerializer { // stands in for System.Text.Json
    public static string Serialize(object value) => new JavaScriptSerializer().Serialize(value);
}

static class Program {
    static long[] Time() { {{time}}
        return new[] { iat, exp }; }
    static string Encode(string payloadJson) { {{encoding}}
        return payload; }
    static string Hmac(string secret, string header, string payload) { {{hmac}}
        return signature; }
    static string Secret(string text) { {{secret}}
        return BitConverter.ToString(hmacKey).Replace("-", "").ToLower(); }
    static string Json(string key, string meetingNumber, int role, long iat, long exp) { {{json}}
        return payloadJson; }
    static object Role(string meetingNumber, string role) { {{role}}
        return claims; }

    static void Main() {
        var time = Time();
        var payload = Encode(Json("{{KEY}}", "83137961703", 1, time[0], time[1]));
        Console.WriteLine(JsonSerializer.Serialize(new {
            iat = time[0], exp = time[1],
            claims = Role("831 3796-1703", "1"),
            secret = Secret("{{TEXT}}"),
            encoded = Encode("{{AWKWARD}}"),
            signature = Hmac("{{SECRET}}", Encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"), payload),
        }));
    }
}
