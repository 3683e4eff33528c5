#!/usr/bin/env python3
"""Makes tests/access/data/tokens.txt: tokens of another implementation (python3-jwcrypto), good ones and attacks,
with the keys that verify them. The time of all is NOW; the keys that signed are thrown away.

Lines: `jwks JSON`, `secret TEXT`, then `good|bad SET NAME TOKEN`, SET being jwks or secret.
"""

import base64
import hashlib
import hmac
import json
import os

from jwcrypto import jwk, jws

NOW = 1_790_000_000
CLAIMS = {"iss": "https://id.example", "aud": "muster", "sub": "u-17", "muster_role": "supervisor", "department": "north/day",
          "exp": NOW + 600, "nbf": NOW - 10, "iat": NOW - 10, "jti": "t-1"}


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def text(value):
    return b64(json.dumps(value, separators=(",", ":")).encode())


def signed(key, alg, claims=None, header=None, kid=True):
    head = {"alg": alg, "typ": "JWT", **(header or {})}
    if kid and key.get("kid"):
        head["kid"] = key["kid"]
    token = jws.JWS(json.dumps({k: v for k, v in {**CLAIMS, **(claims or {})}.items() if v is not None}))
    token.add_signature(key, alg=alg, protected=json.dumps(head))
    return token.serialize(compact=True)


def by_hand(header, claims, signature):
    head = f"{text(header)}.{text({**CLAIMS, **claims})}"
    return f"{head}.{b64(signature(head.encode()))}"


def hs(secret):
    return lambda head: hmac.new(secret, head, hashlib.sha256).digest()


def resigned(token, change):
    head, payload, signature = token.split(".")
    return change(head, payload, signature)


def attacks(rsa, ec, stranger):
    good = signed(rsa, "RS256")
    public_pem = rsa.export_to_pem()
    public_jwk = json.loads(rsa.export_public())
    yield "none", by_hand({"alg": "none", "kid": "r1"}, {}, lambda head: b"")
    yield "none_upper", by_hand({"alg": "NONE", "kid": "r1"}, {}, lambda head: b"")
    yield "none_with_signature", resigned(good, lambda h, p, s: f"{text({'alg': 'none', 'kid': 'r1'})}.{p}.{s}")
    yield "no_alg", by_hand({"kid": "r1"}, {}, lambda head: b"x")
    yield "hs_with_public_pem", by_hand({"alg": "HS256", "kid": "r1"}, {}, hs(public_pem))
    yield "hs_with_public_modulus", by_hand({"alg": "HS256", "kid": "r1"}, {}, hs(public_jwk["n"].encode()))
    yield "alg_of_another_key", resigned(good, lambda h, p, s: f"{text({'alg': 'ES256', 'kid': 'r1'})}.{p}.{s}")
    yield "alg_stronger_than_pinned", signed(rsa, "RS512")
    yield "alg_pss", signed(rsa, "PS256")
    yield "embedded_jwk", signed(stranger, "RS256", header={"jwk": json.loads(stranger.export_public()), "kid": "r1"}, kid=False)
    yield "embedded_jku", signed(stranger, "RS256", header={"jku": "http://127.0.0.1:1/keys", "kid": "r1"}, kid=False)
    yield "embedded_x5u", signed(stranger, "RS256", header={"x5u": "http://127.0.0.1:1/cert", "kid": "r1"}, kid=False)
    yield "stranger", signed(stranger, "RS256")
    yield "kid_is_a_path", signed(stranger, "RS256", header={"kid": "../../dev/null"}, kid=False)
    yield "key_of_another_kid", signed(rsa, "RS256", header={"kid": "e1"}, kid=False)
    yield "changed_claims", resigned(good, lambda h, p, s: f"{h}.{text({**CLAIMS, 'muster_role': 'admin'})}.{s}")
    yield "cut_signature", good[:-8]
    yield "empty_signature", resigned(good, lambda h, p, s: f"{h}.{p}.")
    yield "two_parts", resigned(good, lambda h, p, s: f"{h}.{p}")
    yield "four_parts", good + ".x"
    yield "ec_signature_in_der", resigned(signed(ec, "ES256"), lambda h, p, s: f"{h}.{p}.{b64(b'0' * 71)}")
    yield "ec_signature_of_zeros", resigned(signed(ec, "ES256"), lambda h, p, s: f"{h}.{p}.{b64(bytes(64))}")
    yield "crit", by_hand({"alg": "RS256", "kid": "r1", "crit": ["exp"], "exp": 1}, {}, lambda head: b"x")


def wrong_claims():
    yield "iss_of_another", {"iss": "https://other.example"}
    yield "iss_missing", {"iss": None}
    yield "iss_ours", {"iss": "muster"}
    yield "iss_a_list", {"iss": ["https://id.example"]}
    yield "aud_of_another", {"aud": "other"}
    yield "aud_missing", {"aud": None}
    yield "aud_list_without", {"aud": ["other", "more"]}
    yield "exp_past", {"exp": NOW - 61}
    yield "exp_missing", {"exp": None}
    yield "exp_a_text", {"exp": str(NOW + 600)}
    yield "exp_endless", {"exp": 1e300}
    yield "nbf_to_come", {"nbf": NOW + 61}
    yield "nbf_a_text", {"nbf": "now"}
    yield "sub_missing", {"sub": None}
    yield "sub_a_number", {"sub": 17}
    yield "sub_with_controls", {"sub": "u\n17"}
    yield "tenant_is_none", {"tenant": "../x"}
    yield "tenant_a_number", {"tenant": 7}


def main():
    rsa = jwk.JWK.generate(kty="RSA", size=2048, kid="r1")
    ec = jwk.JWK.generate(kty="EC", crv="P-256", kid="e1")
    stranger = jwk.JWK.generate(kty="RSA", size=2048, kid="x9")
    weak = jwk.JWK.generate(kty="RSA", size=1024, kid="w1")
    secret = b64(os.urandom(33))
    shared = jwk.JWK(kty="oct", k=b64(secret.encode()))
    published = [json.loads(key.export_public()) for key in (rsa, ec, weak)]
    published.append({"kty": "oct", "kid": "o1", "k": b64(b"everybody can read this secret of 32 bytes")})
    lines = [f"jwks {json.dumps({'keys': published}, separators=(',', ':'))}", f"secret {secret}"]
    good = {"rs256": signed(rsa, "RS256"), "es256": signed(ec, "ES256"), "without_kid": signed(rsa, "RS256", kid=False),
            "aud_list": signed(rsa, "RS256", {"aud": ["a", "muster"]}), "within_leeway": signed(rsa, "RS256", {"exp": NOW - 59, "nbf": NOW + 59}),
            "nbf_missing": signed(rsa, "RS256", {"nbf": None}), "role_unknown": signed(rsa, "RS256", {"muster_role": "authenticated"}),
            "other_tenant": signed(ec, "ES256", {"tenant": "acme"})}
    lines += [f"good jwks {name} {token}" for name, token in good.items()]
    lines += [f"bad jwks {name} {token}" for name, token in attacks(rsa, ec, stranger)]
    lines += [f"bad jwks {name} {signed(rsa, 'RS256', claims)}" for name, claims in wrong_claims()]
    lines += [f"bad jwks weak_rsa {signed(weak, 'RS256')}",
              "bad jwks published_secret " + by_hand({"alg": "HS256", "kid": "o1"}, {}, hs(b"everybody can read this secret of 32 bytes"))]
    lines += [f"good secret hs256 {signed(shared, 'HS256')}", f"good secret with_kid {signed(shared, 'HS256', header={'kid': 'any'})}",
              f"bad secret rs256 {signed(rsa, 'RS256')}", f"bad secret hs512 {signed(shared, 'HS512')}",
              "bad secret none " + by_hand({"alg": "none"}, {}, lambda head: b""),
              "bad secret empty_key " + by_hand({"alg": "HS256"}, {}, hs(b""))]
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "tokens.txt"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
