import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

class Main {
    static long[] time() { {{time}}
        return new long[] {iat, exp}; }
    static String encoding(String payloadJson) { {{encoding}}
        return payload; }
    static String hmac(String secret, String header, String payload) throws Exception { {{hmac}}
        return signature; }
    static String secret(String text) { {{secret}}
        return HexFormat.of().formatHex(hmacKey.getEncoded()); }
    static String json(String key, String meetingNumber, int role, long iat, long exp) throws Exception { {{json}}
        return payloadJson; }
    static Map<String, Object> role(String meetingNumber, String role) { {{role}}
        return claims; }

    @interface PostMapping { String value(); } // Spring's, as is RequestBody
    @interface RequestBody {}
    static String sign(String meetingNumber, int role) { return meetingNumber + " " + role; }
    static class Controller {
        {{body}}
    }

    public static void main(String[] args) throws Exception {
        long[] time = time();
        String header = encoding("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
        String payload = encoding(json("{{KEY}}", "83137961703", 1, time[0], time[1]));
        var body = new ObjectMapper().readValue(System.in, Controller.SignatureRequest.class);
        String[] parts = new Controller().signature(body).get("signature").split(" ");
        System.out.println(new ObjectMapper().writeValueAsString(Map.of(
            "iat", time[0], "exp", time[1],
            "claims", role("831 3796-1703", "1"),
            "secret", secret("{{TEXT}}"),
            "encoded", encoding("{{AWKWARD}}"),
            "signature", hmac("{{SECRET}}", header, payload),
            "body", Map.of("mn", parts[0], "role", Integer.parseInt(parts[1])))));
    }
}
