<?php
namespace Firebase\JWT {
    class JWT { // stands in for firebase/php-jwt
        static function encode(array $payload, $key, string $alg): string {
            if ($alg !== 'HS256') throw new \DomainException('Algorithm not supported');
            $header = encoding(json_encode(['typ' => 'JWT', 'alg' => $alg]));
            return hmac($key, $header, encoding(json_encode($payload, JSON_UNESCAPED_SLASHES)));
        }
    }
    function encoding($payloadJson) { {{encoding}}
        return $payload; }
    function hmac($secret, $header, $payload) { {{hmac}}
        return $signature; }
}
namespace {
    use function Firebase\JWT\{encoding, hmac};
    function times() { {{time}}
        return [$iat, $exp]; }
    function secretOf($text) { {{secret}}
        return bin2hex($secret); }
    function json($key, $meetingNumber, $role, $iat, $exp) { {{json}}
        return $payloadJson; }
    function roleOf($meetingNumber, $role) { {{role}}
        return $claims; }
    function library($key, $secret, $meetingNumber, $role) { {{library}}
        return $signature; }
    function body() { {{body}}
        return ['mn' => $meetingNumber, 'role' => $role]; }

    [$iat, $exp] = times();
    echo json_encode([
        'iat' => $iat, 'exp' => $exp,
        'claims' => roleOf('831 3796-1703', '1'),
        'secret' => secretOf("{{TEXT}}"),
        'encoded' => encoding("{{AWKWARD}}"),
        'signature' => hmac('{{SECRET}}', encoding('{"alg":"HS256","typ":"JWT"}'),
            encoding(json('{{KEY}}', '83137961703', 1, $iat, $exp))),
        'library' => [library('{{KEY}}', '{{SECRET}}', '83137961703', 1)],
        'body' => body(),
    ]);
}
