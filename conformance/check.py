#!/usr/bin/env python3
"""An example of how to run the conformance suite, with nothing but Python's standard library.

It is also an independent implementation: sign, verify, legacy_sign and legacy_verify follow README.md, and raise Reject
with the kind of error that a row expects. To check an implementation of your own, replace these four functions.

    python3 conformance/check.py

prints a line for each file, and exits with status 1 if a row fails. Of diagnose.jsonl, only the form is checked.
"""

import base64
import binascii
import hashlib
import hmac
import json
import pathlib
import re
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
MAX_SIGNATURE, MAX_KEY, MAX_DEPTH = 4096, 512, 64
MIN_LIFETIME, MAX_LIFETIME, MAX_TIME = 1800, 172800, 99_999_999_999
HEADER = b'{"alg":"HS256","typ":"JWT"}'
TIMES = ("iat", "exp", "tokenExp")


class Reject(Exception):
    """The error that a row expects: its text is the kind, such as "claims"."""


def require(condition, kind):
    if not condition:
        raise Reject(kind)


def mac(secret, message):
    return hmac.new(secret.encode(), message, hashlib.sha256).digest()


def encode_url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def encode_std_unpadded(data):
    return base64.b64encode(data).rstrip(b"=")


def decode(text, encode):
    """Decode base64. Python's decoder is lenient, so the text must be what encode writes."""
    try:
        data = base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except binascii.Error:
        raise Reject("malformed")
    require(encode(data) == text, "malformed")
    return data


class Number(str):
    """A JSON number as it is written: 1, 1.0 and 1e0 differ."""


class Members(list):
    """The members of a JSON object, in order and with repetitions."""


def no_constant(name):
    raise ValueError(f"{name} is not JSON")


def read_object(data):
    try:
        members = json.loads(data.decode("utf-8"), object_pairs_hook=Members, parse_int=Number, parse_float=Number,
                             parse_constant=no_constant)
    except (ValueError, RecursionError):
        raise Reject("malformed")
    require(isinstance(members, Members), "malformed")
    by_name = dict(members)
    require(len(by_name) == len(members), "malformed")
    require(not any(is_half_surrogate(name) for name in by_name), "malformed")
    require(not any(nests_deeper(value, MAX_DEPTH) for value in by_name.values()), "malformed")
    return by_name


def is_half_surrogate(text):
    return re.search("[\ud800-\udfff]", text) is not None


def nests_deeper(value, levels):
    if not isinstance(value, list):
        return False
    inner = [v for _, v in value] if isinstance(value, Members) else value
    return levels == 0 or any(nests_deeper(v, levels - 1) for v in inner)


def is_blank(character):
    return unicodedata.category(character) in ("Zs", "Zl", "Zp", "Cc", "Cf")


def check_credentials(key, secret):
    for text in (key, secret):
        require(text != "" and not is_blank(text[0]) and not is_blank(text[-1]), "credentials")
        require(not any(unicodedata.category(character) == "Cc" for character in text), "credentials")
    require(len(key.encode()) <= MAX_KEY and key != secret, "credentials")


def sign(key, secret, now_ms, options, claims):
    check_credentials(key, secret)
    lifetime = options.get("lifetime_s", 7200)
    backdate_ms = max(0, options.get("backdate_ms", 30000))
    require(MIN_LIFETIME <= lifetime <= MAX_LIFETIME and backdate_ms < 1000 * lifetime, "options")

    payload = {"sdkKey": key}
    if claims.get("native"):
        require("mn" not in claims and claims.get("role", 0) == 0, "claims")
    else:
        payload.update(mn=meeting_number(claims), role=role(claims))
    payload["iat"] = claims.get("iat_ms", now_ms - backdate_ms) // 1000
    payload["exp"] = claims.get("exp_ms", 1000 * (payload["iat"] + lifetime)) // 1000
    payload["appKey"] = key
    payload["tokenExp"] = claims.get("token_exp_ms", 1000 * payload["exp"]) // 1000
    require(all(0 <= payload[name] <= MAX_TIME for name in TIMES), "claims")
    for name in ("exp", "tokenExp"):
        require(MIN_LIFETIME <= payload[name] - payload["iat"] <= MAX_LIFETIME, "claims")
    if "video_webrtc_mode" in claims:
        payload["video_webrtc_mode"] = claims["video_webrtc_mode"]
        require(payload["video_webrtc_mode"] in (0, 1), "claims")

    text = json.dumps(payload, separators=(",", ":"), ensure_ascii=False)
    signed = encode_url(HEADER) + b"." + encode_url(text.encode())
    return (signed + b"." + encode_url(mac(secret, signed))).decode()


def meeting_number(claims):
    require(100_000_000 <= claims.get("mn", 0) <= 99_999_999_999, "claims")
    return str(claims["mn"])


def role(claims):
    require(claims.get("role", 0) in (0, 1), "claims")
    return claims.get("role", 0)


def verify(key, secret, signature, now_ms, leeway_ms):
    require(len(signature) <= MAX_SIGNATURE, "malformed")
    segments = signature.split(b".", 3)
    require(len(segments) == 3 and all(segments), "malformed")
    header, payload, given = [decode(segment, encode_url) for segment in segments]
    header = read_object(header)
    require(header.get("alg") == "HS256" and not {"crit", "b64", "zip"} & set(header), "algorithm")
    require(hmac.compare_digest(given, mac(secret, segments[0] + b"." + segments[1])), "signature")

    members = read_object(payload)
    keys = [members[name] for name in ("sdkKey", "appKey") if name in members]
    require(keys and all(type(value) is str and value == key for value in keys), "key")
    claims = read_claims(members)
    ends = [claims[name] for name in ("exp", "tokenExp") if name in claims]
    require(all(1000 * (end - claims["iat"]) <= 1000 * MAX_LIFETIME + leeway_ms for end in ends), "claims")
    require(now_ms >= 1000 * claims["iat"] - leeway_ms, "not-yet-valid")
    require(all(now_ms < 1000 * end + leeway_ms for end in ends), "expired")
    return claims


def read_claims(members):
    """Check the types and ranges of the claims that README.md names."""
    claims = {}
    for name, value in members.items():
        if name in ("sdkKey", "appKey"):
            claims[name] = value
        elif name == "mn":
            require(isinstance(value, str) and re.fullmatch("[1-9][0-9]{8,10}", value), "claims")
            claims[name] = str(value)
        elif name in ("role", "video_webrtc_mode", *TIMES):
            pattern = "0|[1-9][0-9]{0,10}" if name in TIMES else "[01]"
            require(isinstance(value, Number) and re.fullmatch(pattern, value), "claims")
            claims[name] = int(value)
    require("iat" in claims and "exp" in claims and ("mn" in claims) == ("role" in claims), "claims")
    return claims


def legacy_sign(key, secret, now_ms, options, claims):
    check_credentials(key, secret)
    require("." not in key, "credentials")
    backdate_ms, max_age_ms = max(0, options.get("backdate_ms", 30000)), options.get("max_age_ms", 86_400_000)
    require(backdate_ms < max_age_ms, "options")
    timestamp = claims.get("timestamp_ms", now_ms - backdate_ms)
    require(10**12 <= timestamp < 10**13, "claims")
    fields = [key, meeting_number(claims), str(timestamp), str(role(claims))]
    fields.append(base64.b64encode(legacy_mac(secret, [field.encode() for field in fields])).decode())
    return encode_std_unpadded(".".join(fields).encode()).decode()


def legacy_mac(secret, fields):
    return mac(secret, base64.b64encode(b"".join(fields)))


def legacy_verify(key, secret, signature, now_ms, leeway_ms, max_age_ms):
    require(len(signature) <= MAX_SIGNATURE, "malformed")
    text = decode(signature, base64.b64encode if signature.endswith(b"=") else encode_std_unpadded)
    *fields, given = text.split(b".", 5)
    require(len(fields) == 4, "malformed")
    require(hmac.compare_digest(decode(given, base64.b64encode), legacy_mac(secret, fields)), "signature")
    require(fields[0] == key.encode(), "key")
    for pattern, field in zip((b"[1-9][0-9]{8,10}", b"[1-9][0-9]{12}", b"[01]"), fields[1:]):
        require(re.fullmatch(pattern, field), "claims")
    number, timestamp, role = [int(field) for field in fields[1:]]
    require(now_ms >= timestamp - leeway_ms, "not-yet-valid")
    require(now_ms <= timestamp + max_age_ms + leeway_ms, "expired")
    return {"apiKey": key, "mn": str(number), "timestamp": timestamp, "role": role}


def run(file, row):
    """Run the row and return the members that it expects: signature or error, result and claims."""
    signing, legacy = file.endswith("sign.jsonl"), file.startswith("legacy")
    try:
        if signing:
            function = legacy_sign if legacy else sign
            signature = function(row["key"], row["secret"], row["now_ms"], row.get("options", {}), row["claims"])
            return {"signature": signature}
        if "signature_base64" in row:
            signature = base64.b64decode(row["signature_base64"], validate=True)
        else:
            signature = row["signature"].encode()
        arguments = [row["key"], row["secret"], signature, row["now_ms"], row.get("leeway_ms", 0)]
        if legacy:
            claims = legacy_verify(*arguments, row.get("max_age_ms", 86_400_000))
        else:
            claims = verify(*arguments)
        return {"result": "valid", "claims": claims}
    except Reject as error:
        return {"error" if signing else "result": str(error)}


def failures(file, rows, ids, rules):
    for row in rows:
        name = row["id"]
        if name in ids or not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name):
            yield f"{name}: the id is not unique or not in kebab-case"
        ids.add(name)
        if not row["rule"].startswith("RFC ") and row["rule"] not in rules:
            yield f"{name}: README.md has no such rule: {row['rule']}"
        if file == "diagnose.jsonl":
            continue
        members = ("signature", "error") if file.endswith("sign.jsonl") else ("result", "claims")
        expected = {member: row[member] for member in members if member in row}
        got = run(file, row)
        if json.dumps(got, sort_keys=True) != json.dumps(expected, sort_keys=True):
            yield f"{name}: got {got}, expected {expected}"


def main():
    readme = (HERE / "README.md").read_text(encoding="utf-8").splitlines()
    rules = {line[2:] for line in readme if line.startswith("- ")}
    ids, status = set(), 0
    for file in ("sign.jsonl", "verify.jsonl", "legacy-sign.jsonl", "legacy-verify.jsonl", "diagnose.jsonl"):
        rows = [json.loads(line) for line in (HERE / file).read_text(encoding="ascii").splitlines()]
        failed = list(failures(file, rows, ids, rules)) if rows else ["it has no rows"]
        print(f"{file}: {len(rows)} rows, {len(failed)} failures")
        for failure in failed:
            print(f"  {failure}", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
