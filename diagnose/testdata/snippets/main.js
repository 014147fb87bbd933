function time() { {{time}}
  return { iat, exp }; }
function encoding(payloadJson) { {{encoding}}
  return payload; }
function hmac(secret, header, payload) { {{hmac}}
  return signature; }
function secretOf(text) { {{secret}}
  return hmacKey.toString("hex"); }
function json(key, meetingNumber, role, iat, exp) { {{json}}
  return payloadJson; }
function roleOf(meetingNumber, role) { {{role}}
  return claims; }
function library(key, secret, meetingNumber, role) { {{library}}
  const { KJUR } = require("jsrsasign");
  return [signature, {{jsrsasign}}]; }

const express = require("express");
const app = express();
const sign = (meetingNumber, role) => ({ mn: meetingNumber, role });
{{body}}

const { iat, exp } = time();
const result = {
  iat, exp,
  claims: roleOf("831 3796-1703", "1"),
  secret: secretOf("{{TEXT}}"),
  encoded: encoding("{{AWKWARD}}"),
  signature: hmac("{{SECRET}}", encoding('{"alg":"HS256","typ":"JWT"}'),
    encoding(json("{{KEY}}", "83137961703", 1, iat, exp))),
  library: library("{{KEY}}", "{{SECRET}}", "83137961703", 1),
};
const server = app.listen(0, "127.0.0.1", async () => {
  const address = `http://127.0.0.1:${server.address().port}/signature`;
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(address, { method: "POST", headers, body: '{{BODY}}' });
  result.body = (await response.json()).signature;
  console.log(JSON.stringify(result));
  process.exit();
});
