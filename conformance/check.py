#!/usr/bin/env python3
"""Check an implementation against the conformance suite. Run it: python3 conformance/check.py

It prints a line for each file, and exits with status 1 if a row fails. It is an example: to check an implementation of
your own, replace sign, verify, legacy_sign and legacy_verify. They follow README.md, need nothing but the standard
library, and raise Reject with the kind of error that a row expects. Of diagnose.jsonl, only the form is checked.
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

HEADER = b'{"alg":"HS256","typ":"JWT"}'
DAY_MS = 86_400_000
QUOTES = ('"', "'", "`", "\u201c\u201d\u201e\u201f", "\u2018\u2019\u201a\u201b", "\u00ab\u00bb", "\u2039\u203a")
TIMES = ("iat", "exp", "tokenExp")


class Reject(Exception):
    """Its text is the kind of error, such as "claims"."""


def require(condition, kind):
    if not condition:
        raise Reject(kind)


def mac(secret, message):
    return hmac.new(secret.encode(), message, hashlib.sha256).digest()


def check_credentials(key, secret):
    for text in (key, secret):
        categories = [unicodedata.category(character) for character in text]
        require(categories and "Cc" not in categories, "credentials")
        require(not {categories[0], categories[-1]} & {"Zs", "Zl", "Zp", "Cc", "Cf"}, "credentials")
        require(len(text) < 2 or not any(text[0] in kind and text[-1] in kind for kind in QUOTES), "credentials")
    require(len(key.encode()) <= 512 and key != secret, "credentials")
    require(len(secret.encode()) < 8 or secret not in key, "credentials")


def number_and_role(claims):
    number, role = claims.get("mn", 0), claims.get("role", 0)
    require(100_000_000 <= number <= 99_999_999_999 and role in (0, 1), "claims")
    return str(number), role


def sign(key, secret, now_ms, options, claims):
    check_credentials(key, secret)
    lifetime, backdate_ms = options.get("lifetime_s", 7200), max(0, options.get("backdate_ms", 30_000))
    require(1800 <= lifetime <= 172_800 and backdate_ms <= 1000 * (lifetime - 1), "options")
    payload = {"sdkKey": key}
    if claims.get("native"):
        require("mn" not in claims and claims.get("role", 0) == 0, "claims")
    else:
        payload["mn"], payload["role"] = number_and_role(claims)
    payload["iat"] = claims.get("iat_ms", now_ms - backdate_ms) // 1000
    payload["exp"] = claims.get("exp_ms", 1000 * (payload["iat"] + lifetime)) // 1000
    payload["appKey"] = key
    payload["tokenExp"] = claims.get("token_exp_ms", 1000 * payload["exp"]) // 1000
    require(all(0 <= payload[name] <= 99_999_999_999 for name in TIMES), "claims")
    require(all(1800 <= payload[name] - payload["iat"] <= 172_800 for name in ("exp", "tokenExp")), "claims")
    if "video_webrtc_mode" in claims:
        payload["video_webrtc_mode"] = claims["video_webrtc_mode"]
        require(payload["video_webrtc_mode"] in (0, 1), "claims")
    text = json.dumps(payload, separators=(",", ":"), ensure_ascii=False)
    signed = encode_url(HEADER) + b"." + encode_url(text.encode())
    return (signed + b"." + encode_url(mac(secret, signed))).decode()


def encode_url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def encode_unpadded(data):
    return base64.b64encode(data).rstrip(b"=")


def decode(text, encode):
    """Decode base64. Python's decoder is lenient, so the text must be what encode would write."""
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


def reject_constant(name):
    raise ValueError(f"{name} is not JSON")


def read_object(data):
    try:
        members = json.loads(data.decode("utf-8"), object_pairs_hook=Members, parse_int=Number, parse_float=Number,
                             parse_constant=reject_constant)
    except (ValueError, RecursionError):
        raise Reject("malformed")
    require(isinstance(members, Members), "malformed")
    by_name = dict(members)
    require(len(by_name) == len(members), "malformed")
    require(not any(re.search("[\ud800-\udfff]", name) for name in by_name), "malformed")
    require(not any(nests_deeper(value, 64) for value in by_name.values()), "malformed")
    return by_name


def nests_deeper(value, levels):
    if not isinstance(value, list):
        return False
    inner = [v for _, v in value] if isinstance(value, Members) else value
    return levels == 0 or any(nests_deeper(v, levels - 1) for v in inner)


def verify(key, secret, signature, now_ms, leeway_ms):
    require(len(signature) <= 4096, "malformed")
    parts = signature.split(b".", 3)
    require(len(parts) == 3 and all(parts), "malformed")
    header, payload, given = [decode(part, encode_url) for part in parts]
    header = read_object(header)
    require(header.get("alg") == "HS256" and not {"crit", "b64", "zip"} & set(header), "algorithm")
    require(hmac.compare_digest(given, mac(secret, parts[0] + b"." + parts[1])), "signature")
    members = read_object(payload)
    keys = [members[name] for name in ("sdkKey", "appKey") if name in members]
    require(keys and all(type(value) is str and value == key for value in keys), "key")
    claims = read_claims(members)
    ends_ms = [1000 * claims[name] for name in ("exp", "tokenExp") if name in claims]
    iat_ms = 1000 * claims["iat"]
    require(all(end - iat_ms <= 2 * DAY_MS + leeway_ms for end in ends_ms), "claims")
    require(now_ms >= iat_ms - leeway_ms, "not-yet-valid")
    require(all(now_ms < end + leeway_ms for end in ends_ms), "expired")
    return claims


def read_claims(members):
    """Check the claims that README.md names, each by itself, and drop the others."""
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


def legacy_mac(secret, fields):
    return mac(secret, base64.b64encode(b"".join(fields)))


def legacy_sign(key, secret, now_ms, options, claims):
    check_credentials(key, secret)
    require("." not in key, "credentials")
    backdate_ms = max(0, options.get("backdate_ms", 30_000))
    require(backdate_ms < options.get("max_age_ms", DAY_MS), "options")
    timestamp = claims.get("timestamp_ms", now_ms - backdate_ms)
    require(len(str(timestamp)) == 13 and timestamp > 0, "claims")
    number, role = number_and_role(claims)
    fields = [text.encode() for text in (key, number, str(timestamp), str(role))]
    fields.append(base64.b64encode(legacy_mac(secret, fields)))
    return encode_unpadded(b".".join(fields)).decode()


def legacy_verify(key, secret, signature, now_ms, leeway_ms, max_age_ms):
    require(len(signature) <= 4096, "malformed")
    text = decode(signature, base64.b64encode if signature.endswith(b"=") else encode_unpadded)
    *fields, given = text.split(b".", 5)
    require(len(fields) == 4, "malformed")
    require(hmac.compare_digest(decode(given, base64.b64encode), legacy_mac(secret, fields)), "signature")
    require(fields[0] == key.encode(), "key")
    patterns = (b"[1-9][0-9]{8,10}", b"[1-9][0-9]{12}", b"[01]")
    require(all(re.fullmatch(pattern, field) for pattern, field in zip(patterns, fields[1:])), "claims")
    timestamp = int(fields[2])
    require(now_ms >= timestamp - leeway_ms, "not-yet-valid")
    require(now_ms <= timestamp + max_age_ms + leeway_ms, "expired")
    return {"apiKey": key, "mn": fields[1].decode(), "timestamp": timestamp, "role": int(fields[3])}


def run(file, row):
    """Return what the implementation makes of the row: signature or error, result and claims."""
    key, secret, now_ms = row["key"], row["secret"], row["now_ms"]
    if file.endswith("sign.jsonl"):
        try:
            function = {"sign.jsonl": sign, "legacy-sign.jsonl": legacy_sign}[file]
            return {"signature": function(key, secret, now_ms, row.get("options", {}), row["claims"])}
        except Reject as error:
            return {"error": str(error)}
    signature = row["signature"].encode() if "signature" in row else base64.b64decode(row["signature_base64"])
    leeway_ms, max_age_ms = row.get("leeway_ms", 0), row.get("max_age_ms", DAY_MS)
    try:
        if file == "verify.jsonl":
            return {"result": "valid", "claims": verify(key, secret, signature, now_ms, leeway_ms)}
        return {"result": "valid", "claims": legacy_verify(key, secret, signature, now_ms, leeway_ms, max_age_ms)}
    except Reject as error:
        return {"result": str(error)}


def failures(file, row, ids, rules):
    if row["id"] in ids or not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", row["id"]):
        yield "the id is not unique or not in kebab-case"
    ids.add(row["id"])
    if not row["rule"].startswith("RFC ") and row["rule"] not in rules:
        yield f"README.md has no such rule: {row['rule']}"
    if file != "diagnose.jsonl":
        members = ("signature", "error") if file.endswith("sign.jsonl") else ("result", "claims")
        expected, got = {name: row[name] for name in members if name in row}, run(file, row)
        if json.dumps(got, sort_keys=True) != json.dumps(expected, sort_keys=True):
            yield f"got {got}, expected {expected}"


def main():
    here = pathlib.Path(__file__).resolve().parent
    readme = (here / "README.md").read_text(encoding="utf-8").splitlines()
    rules = {line[2:] for line in readme if line.startswith("- ")}
    ids, status = set(), 0
    for file in ("sign.jsonl", "verify.jsonl", "legacy-sign.jsonl", "legacy-verify.jsonl", "diagnose.jsonl"):
        rows = [json.loads(line) for line in (here / file).read_text(encoding="ascii").splitlines()]
        failed = [f"{row['id']}: {failure}" for row in rows for failure in failures(file, row, ids, rules)]
        print(f"{file}: {len(rows)} rows, {len(failed)} failures")
        if failed or not rows:
            print(*failed, sep="\n", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
