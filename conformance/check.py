#!/usr/bin/env python3
"""Check an implementation against the conformance suite.

  check.py                run all rows; the exit status is 1 if a row fails
  check.py without        switch off each rule in turn; fail if a row that expects an error does not notice
  check.py without V12    print the rows that notice that V12 is switched off
  check.py seal FILE      complete a row for FILE that has no signature, as CONTRIBUTING.md says

This is an example. To check an implementation of your own, replace sign, verify, legacy_sign and legacy_verify. They
follow README.md, need nothing but the standard library, and raise Reject with the kind of error that a row expects.
A rule that is switched off is not enforced, and where a later rule would find the same fault, the fault is repaired.
Of diagnose.jsonl, only the form is checked.
"""

import base64
import hashlib
import hmac
import json
import pathlib
import re
import sys
import unicodedata
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
FILES = ("sign.jsonl", "verify.jsonl", "legacy-sign.jsonl", "legacy-verify.jsonl", "diagnose.jsonl")
CLAIMS = ("sdkKey", "mn", "role", "iat", "exp", "appKey", "tokenExp", "video_webrtc_mode")
MEMBERS = ("id", "comment", "rule", "flags", "key", "secret", "now_ms", "leeway_ms", "max_age_ms", "options",
           "signature", "signature_base64", "error", "result", "claims")
SIGN_MEMBERS = MEMBERS[:10] + ("claims", "signature", "error")
USUAL = {"key": "AbCdEfGhIjKlMnOpQrStUv", "secret": "SyntheticSecretOf36CharactersAbcd123", "now_ms": 1700000000000}
HEADER = '{"alg":"HS256","typ":"JWT"}'
DAY_MS = 86_400_000
QUOTES = ("\"", "'", "`", "\u201c\u201d\u201e\u201f", "\u2018\u2019\u201a\u201b", "\u00ab\u00bb", "\u2039\u203a")
TIMES = ("iat", "exp", "tokenExp")
URL = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
STANDARD = URL[:-2] + b"+/"
ORDERS = ("C10", "V1", "V2", "V3", "L11")
off = set()  # the ids of the rules that are switched off


class Reject(Exception):
    """Its text is the kind of error, such as "claims"."""


def require(rule, kind, condition):
    if not condition and rule not in off:
        raise Reject(kind)


def mac(secret, message):
    return hmac.new(secret.encode(), message, hashlib.sha256).digest()


def encode_url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def check_credentials(key, secret):
    for text in (key, secret):
        require("C1", "credentials", text)
        categories = [unicodedata.category(character) for character in text] or ["Lu"]
        require("C2", "credentials", not {categories[0], categories[-1]} & {"Zs", "Zl", "Zp", "Cf"})
        require("C3", "credentials", "Cc" not in categories)
        require("C4", "credentials", len(text) < 2 or not any(text[0] in q and text[-1] in q for q in QUOTES))
    require("C5", "credentials", len(key.encode()) <= 512)
    require("C6", "credentials", key != secret)
    require("C7", "credentials", len(secret.encode()) < 8 or secret not in key or secret == key)


def check_number_and_role(claims, given, number_range, role_range):
    number, role = claims.get("mn", 0), claims.get("role", 0)
    require(given, "claims", number)
    require(number_range, "claims", number == 0 or 100_000_000 <= number <= 99_999_999_999)
    require(role_range, "claims", role in (0, 1))
    return str(number), role


def sign(key, secret, now_ms, options, claims):
    check_credentials(key, secret)
    lifetime, backdate_ms = options.get("lifetime_s") or 7200, max(0, options.get("backdate_ms") or 30_000)
    require("S2", "options", 1800 <= lifetime <= 172_800)
    require("S4", "options", backdate_ms <= 1000 * (lifetime - 1) or lifetime < 1800)
    payload = {"sdkKey": key}
    if claims.get("native"):
        require("S8", "claims", claims.get("mn", 0) == 0 and claims.get("role", 0) == 0)
    else:
        payload["mn"], payload["role"] = check_number_and_role(claims, "S5", "S6", "S7")
    payload["iat"] = claims.get("iat_ms", now_ms - backdate_ms) // 1000
    if claims.get("lifetime_s"):
        lifetime = claims["lifetime_s"]
        require("S10", "claims", "exp_ms" not in claims and "token_exp_ms" not in claims)
        claims = {name: claims[name] for name in claims if name not in ("exp_ms", "token_exp_ms")}
        require("S11", "claims", "iat_ms" in claims or backdate_ms <= 1000 * (lifetime - 1) or lifetime < 1800)
    payload["exp"] = claims.get("exp_ms", 1000 * (payload["iat"] + lifetime)) // 1000
    payload["appKey"] = key
    payload["tokenExp"] = claims.get("token_exp_ms", 1000 * payload["exp"]) // 1000
    for name in TIMES:
        in_range = 0 <= payload[name] <= 99_999_999_999
        require("S16", "claims", in_range)
        require("S17", "claims", name == "iat" or not in_range or 1800 <= payload[name] - payload["iat"] <= 172_800)
    if "video_webrtc_mode" in claims:
        payload["video_webrtc_mode"] = claims["video_webrtc_mode"]
        require("S9", "claims", payload["video_webrtc_mode"] in (0, 1))
    text = json.dumps(payload, separators=(",", ":"), ensure_ascii=False)
    signed = encode_url(HEADER.encode()) + b"." + encode_url(text.encode())
    return (signed + b"." + encode_url(mac(secret, signed))).decode()


def legacy_sign(key, secret, now_ms, options, claims):
    check_credentials(key, secret)
    require("L1", "credentials", "." not in key)
    max_age_ms, backdate_ms = options.get("max_age_ms") or DAY_MS, max(0, options.get("backdate_ms") or 30_000)
    require("L2", "options", max_age_ms > 0)
    require("L3", "options", backdate_ms < max_age_ms or max_age_ms < 0)
    number, role = check_number_and_role(claims, "L4", "L4", "L5")
    timestamp = claims.get("timestamp_ms", now_ms - backdate_ms)
    require("L7", "claims", 10**12 <= timestamp < 10**13)
    return seal_legacy(secret, [text.encode() for text in (key, number, str(timestamp), str(role))])


def legacy_mac(secret, fields):
    return mac(secret, base64.b64encode(b"".join(fields)))


def seal_legacy(secret, fields):
    fields = b".".join([*fields, base64.b64encode(legacy_mac(secret, fields))])
    return base64.b64encode(fields).rstrip(b"=").decode()


def tidy(signature):
    """Repair characters that are not base64."""
    text = unicodedata.normalize("NFKC", urllib.parse.unquote(signature.decode("utf-8", "surrogateescape")))
    return bytes(ord(character) % 128 for character in re.sub("^((?i:bearer) |signature=|b')", "", text))


def decode(text, alphabet, characters, canonical):
    """Decode base64, which Python's own decoder does leniently; the last two parameters are the rules to apply."""
    require(characters, "malformed", not text.strip(alphabet))
    text = text.translate(bytes.maketrans(b"+/-_", 2 * alphabet[-2:]))
    bits = "".join(f"{alphabet.index(character):06b}" for character in text if character in alphabet)
    rest = bits[len(bits) // 8 * 8:]
    require(canonical, "malformed", len(rest) < 6 and "1" not in rest)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits) - len(rest), 8))


class Number(str):
    """A JSON number as it is written: 1, 1.0 and 1e0 differ."""


def read_object(data):
    """Read strictly; without one of the rules about JSON, read whatever looks like a member. An object in a value is a
    tuple of its members, in order and with repetitions."""
    lenient = off & {"V9", "V10", "V11", "V12", "V13", "V14", "V16"}
    encoding = json.detect_encoding(data) if "V8" in off else "utf-8"
    text = data.decode(encoding, "ignore")
    require("V8", "malformed", lenient or text.encode() == data and "\ufeff" not in (text[:1], text[-1:]))
    try:
        members = json.loads(text.strip("\ufeff"), object_pairs_hook=tuple, parse_int=Number, parse_float=Number,
                             parse_constant=int)  # int raises ValueError for NaN and Infinity
    except (ValueError, RecursionError):
        members = None
    if not isinstance(members, tuple):
        require("V9", "malformed", lenient)
        found = re.findall(r"""["']?(\w+)["']?\s*[:,]+\s*(?:"([^"]*)"?|(-?\d[\d.]*))""", text)
        members = {name: Number(number) if number else string for name, string, number in found}
    by_name = dict(members)
    require("V15", "malformed", len(by_name) == len(members))
    require("V16", "malformed", not any(nests_deeper(value, 64) for value in by_name.values()))
    require("V17", "malformed", not any(re.search("[\ud800-\udfff]", name) for name in by_name))
    if "V18" in off:
        by_name |= {name: v for value in by_name.values() if isinstance(value, tuple) for name, v in value}
    return by_name


def nests_deeper(value, levels):
    inner = value if isinstance(value, list) else [v for _, v in value] if isinstance(value, tuple) else None
    return inner is not None and (levels == 0 or any(nests_deeper(v, levels - 1) for v in inner))


def verify(key, secret, signature, now_ms, leeway_ms):
    require("V4", "malformed", len(signature) <= 4096)
    signature = tidy(signature) if "V6" in off else signature
    parts = (signature.split(b".") + [b"", b""])[:3]
    require("V5", "malformed", signature.count(b".") == 2 and all(parts))
    header, payload, given = [decode(part, URL, "V6", "V7") for part in parts]
    header = read_object(header or HEADER.encode())
    require("V21", "algorithm", header.get("alg") == "HS256")
    require("V22", "algorithm", not {"crit", "b64", "zip"} & set(header))
    require("V24", "signature", hmac.compare_digest(given, mac(secret, parts[0] + b"." + parts[1])))
    members = read_object(payload or b"{}")
    members = {**header, **members} if "V23" in off else members
    if "V27" in off:
        members = {name: value for name, value in members.items() if value is not None}
    if "V33" in off:
        names = {name.casefold(): name for name in CLAIMS}
        members = {names.get(re.sub(r"\W|_(?=key)", "", name.casefold())): value for name, value in members.items()}
    keys = [members[name] for name in ("sdkKey", "appKey") if name in members]
    require("V25", "key", all(type(value) is str and value == key for value in keys))
    require("V26", "key", keys)
    claims = read_claims(members)
    ends_ms = [1000 * claims[name] for name in ("exp", "tokenExp") if name in claims]
    iat_ms = 1000 * claims.get("iat", now_ms // 1000)
    require("V39", "claims", all(end - iat_ms <= 2 * DAY_MS + leeway_ms for end in ends_ms))
    require("V41", "not-yet-valid", now_ms >= iat_ms - leeway_ms)
    require("V42", "expired", all(now_ms < end + leeway_ms for end in ends_ms))
    return claims


def read_claims(members):
    """Check the claims that README.md names, each by itself, and drop the others."""
    claims = {}
    for name, value in members.items():
        written, is_number = value if isinstance(value, str) else json.dumps(value), isinstance(value, Number)
        if name in ("sdkKey", "appKey"):
            claims[name] = value
        elif name == "mn":
            require("V28", "claims", isinstance(value, str) and re.fullmatch("[0-9]*", written))
            require("V29", "claims", re.search("[^0-9]", written) or 9 <= len(written) <= 11)
            require("V30", "claims", not re.fullmatch("0[0-9]+", written))
            claims[name] = written
        elif name in ("role", "video_webrtc_mode"):
            rule = "V31" if name == "role" else "V32"
            require(rule, "claims", is_number and written in ("0", "1"))
            claims[name] = written if rule in off else int(written)
        elif name in TIMES:
            require("V35", "claims", is_number and re.fullmatch("[0-9]+", written))
            in_range = re.fullmatch("[0-9]+", written) and int(written) <= 99_999_999_999
            require("V36", "claims", in_range or "V35" in off)
            claims[name] = int(written) if in_range else 1_700_000_000
    require("V34", "claims", ("mn" in claims) == ("role" in claims))
    require("V37", "claims", "iat" in claims and "exp" in claims)
    return {name: claims[name] for name in CLAIMS if name in claims}


def legacy_verify(key, secret, signature, now_ms, leeway_ms, max_age_ms):
    require("L12", "malformed", len(signature) <= 4096)
    text = signature.rstrip(b"=")
    require("L13", "malformed", signature in (text, text + b"=" * (-len(text) % 4)))
    text = tidy(text).strip().replace(b" ", b"+") if "L13" in off else text
    fields = decode(text, STANDARD, "L13", "L14").split(b".")
    require("L15", "malformed", len(fields) == 5)
    fields += (5 - len(fields)) * [b""]
    given = fields.pop(max(range(4, len(fields)), key=lambda i: len(fields[i])))
    require("L16", "malformed", len(given) % 4 == 0)
    given = decode(given.rstrip(b"="), STANDARD, "L16", "L16")
    require("L17", "signature", hmac.compare_digest(given, legacy_mac(secret, fields)))
    require("L18", "key", fields[0] == key.encode())
    require("L19", "claims", re.fullmatch(b"[0-9]{9,11}", fields[1]))
    require("L20", "claims", not fields[1].startswith(b"0"))
    require("L21", "claims", re.fullmatch(b"[1-9][0-9]{12}", fields[2]))
    require("L22", "claims", fields[3] in (b"0", b"1"))
    timestamp = int(re.sub(rb"\D", b"", fields[2]) or 0)
    require("L23", "not-yet-valid", now_ms >= timestamp - leeway_ms)
    require("L24", "expired", now_ms <= timestamp + max_age_ms + leeway_ms)
    return {"apiKey": key, "mn": fields[1].decode("utf-8", "replace"), "timestamp": timestamp,
            "role": int(fields[3] == b"1")}


def run(file, row):
    """Return what the implementation makes of the row: signature or error, or result and claims."""
    credentials = row["key"], row["secret"]
    text = row["signature"].encode() if "signature" in row else base64.b64decode(row.get("signature_base64", ""))
    leeway_ms, max_age_ms = row.get("leeway_ms", 60_000 if "V43" in off else 0), row.get("max_age_ms") or DAY_MS
    try:
        if file.endswith("sign.jsonl"):
            function = sign if file == "sign.jsonl" else legacy_sign
            return {"signature": function(*credentials, row["now_ms"], row.get("options", {}), row["claims"])}
        if file == "verify.jsonl":
            return {"result": "valid", "claims": verify(*credentials, text, row["now_ms"], leeway_ms)}
        return {"result": "valid", "claims": legacy_verify(*credentials, text, row["now_ms"], leeway_ms, max_age_ms)}
    except Reject as error:
        return {"error" if file.endswith("sign.jsonl") else "result": str(error)}


def kind(file, row, without=None):
    """Return the error or the result of a row, perhaps with a rule switched off."""
    off.update([without] if without else [])
    result = run(file, row)
    off.clear()
    return result.get("error") or result.get("result", "valid")


def is_vacuous(file, row, rules):
    """Report whether a row that expects an error would pass without its rule. A row about the order of checks has two
    faults: without the rule about the first, it has another error."""
    expected = kind(file, row)
    if row["rule"] in ORDERS:
        return not {kind(file, row, rule) for rule in rules} - {expected, "valid"}
    return expected != "valid" and kind(file, row, row["rule"]) == expected


def flags(row):
    """Return the reasons for which an implementation may skip the row."""
    numbers = [int(number) for number in re.findall(r'": (-?[0-9]+)', json.dumps(row))]
    found = {
        "short-secret": len(row["secret"].encode()) < 14,
        "negative-integer": min(numbers) < 0,
        "above-53-bits": max(map(abs, numbers)) >= 2**53,
        "above-64-bits": max(map(abs, numbers)) >= 2**64,
        "not-utf-8": "signature_base64" in row,
    }
    return [flag for flag in found if found[flag]]


def line_of(file, row):
    """Return the line of a row: ASCII, with its flags, and its members in order."""
    row = {**row, "flags": flags(row)}
    members = SIGN_MEMBERS if file.endswith("sign.jsonl") else MEMBERS
    return json.dumps({name: row[name] for name in members if row.get(name, []) != []}, separators=(",", ":"))


def seal(file, row):
    """Complete a row. Its signature is made of header and payload, of signed, of fields, or of the claims to sign."""
    row = {**USUAL, **row}
    if "fields" in row:
        row["signature"] = seal_legacy(row["secret"], [field.encode() for field in row["fields"]])
    elif "payload" in row or "signed" in row:
        parts = [encode_url(row.get(name, HEADER).encode()).decode() for name in ("header", "payload")]
        signed = row.get("signed", ".".join(parts))
        row["signature"] = signed + "." + encode_url(mac(row["secret"], signed.encode())).decode()
    return line_of(file, {**run(file, row), **row})


def check_file(file, rows):
    """Run a file, print the counts and the failures, and return the number of failures."""
    failures = [f"  {row['id']}: got {run(file, row)}, expected {line_of(file, row)}" for row, line in rows
                if line_of(file, {**row, **run(file, row)}) != line]
    print(f"{file}: {len(rows) - len(failures)} passed, {len(failures)} failed, 0 skipped", *failures, sep="\n")
    return len(failures)


def main(command="", argument=""):
    if command not in ("", "without", "seal"):
        sys.exit(__doc__)
    if command == "seal":
        print(seal(argument, json.load(sys.stdin)))
        return 0
    files = {file: (HERE / file).read_text(encoding="ascii").splitlines() for file in FILES}
    rows = {file: [(json.loads(line), line) for line in lines] for file, lines in files.items()}
    if command == "":
        print(f"diagnose.jsonl: {len(rows['diagnose.jsonl'])} rows, form only, not diagnosed")
        return int(sum([check_file(file, rows[file]) for file in FILES[:4]]) > 0)
    rules = re.findall(r"^- \*\*([A-Z][0-9]+)\*\*", (HERE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    found = [row["id"] for file in FILES[:4] for row, _ in rows[file] if
             (kind(file, row) != kind(file, row, argument) if argument else is_vacuous(file, row, rules))]
    print(f"{len(found)} rows notice" if argument else f"{len(found)} rows do not notice", *found, sep="\n")
    return int(not argument and len(found) > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
