def time_():
    {{time}}
    return iat, exp

def encoding(payload_json):
    {{encoding}}
    return payload

def hmac_(secret, header, payload):
    {{hmac}}
    return signature

def secret_(text):
    {{secret}}
    return hmac_key.hex()

def json_(key, meeting_number, role, iat, exp):
    {{json}}
    return payload_json

def role_(meeting_number, role):
    {{role}}
    return claims

def library(key, secret, meeting_number, role):
    {{library}}
    return signature

def body_():
    {{body}}
    return {"mn": meeting_number, "role": role}

import json
from flask import Flask, request

iat, exp = time_()
with Flask("snippets").test_request_context(method="POST", data='{{BODY}}', content_type="application/json"):
    print(json.dumps({
        "iat": iat, "exp": exp,
        "claims": role_("831 3796-1703", "1"),
        "secret": secret_("{{TEXT}}"),
        "encoded": encoding("{{AWKWARD}}"),
        "signature": hmac_("{{SECRET}}", encoding('{"alg":"HS256","typ":"JWT"}'),
                           encoding(json_("{{KEY}}", "83137961703", 1, iat, exp))),
        "library": [library("{{KEY}}", "{{SECRET}}", "83137961703", 1)],
        "body": body_(),
    }))
