"""A council's OpenID Connect provider on the loopback: discovery, codes, tokens, keys, claims."""

import base64
import hashlib
import json
import secrets
import time
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, KID = "folkmoot", "secret-of-the-client", "first"


@cache
def a_key(name):
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider(ThreadingHTTPServer):
    """Knows one person, `claims`, and does what a real one does; tests bend it."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.reset()

    def reset(self):
        self.claims = {
            "sub": "person-1",
            "email": "nadia@bristol.example.org",
            "email_verified": True,
        }
        self.only_in_userinfo = {}
        self.bend = lambda token: token  # changes the claims of a token
        self.sign = self.sign_properly
        self.discovery = {}
        self.userinfo_sub = None
        self.codes, self.asked = {}, []

    def sign_properly(self, claims):
        return jwt.encode(claims, a_key("right"), "RS256", headers={"kid": KID})

    def id_token(self, nonce):
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        return self.sign(self.bend(usual | self.claims))


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_words):
        pass

    def do_GET(self):
        where = urlsplit(self.path)
        told = {name: values[0] for name, values in parse_qs(where.query).items()}
        self.server.asked.append(where.path)
        match where.path:
            case "/.well-known/openid-configuration":
                self.answer(self.discovery())
            case "/authorize":
                self.authorize(told)
            case "/keys":
                numbers = jwt.algorithms.RSAAlgorithm.to_jwk(a_key("right").public_key())
                self.answer({"keys": [json.loads(numbers) | {"kid": KID, "use": "sig"}]})
            case "/userinfo":
                assert self.headers["Authorization"] == "Bearer access"
                sub = self.server.userinfo_sub or self.server.claims["sub"]
                self.answer({"sub": sub, **self.server.only_in_userinfo})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        told = {name: values[0] for name, values in parse_qs(body).items()}
        self.server.asked.append(self.path)
        issued = self.server.codes.pop(told.get("code"), None)
        challenge = hashlib.sha256(told.get("code_verifier", "").encode()).digest()
        proved = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        if (
            issued is None
            or (told["client_id"], told["client_secret"]) != (CLIENT, SECRET)
            or told["redirect_uri"] != issued["redirect_uri"]
            or proved != issued["code_challenge"]
        ):
            self.answer({"error": "invalid_grant"}, 400)
        else:
            token = self.server.id_token(issued["nonce"])
            self.answer({"access_token": "access", "token_type": "Bearer", "id_token": token})

    def discovery(self):
        issuer = self.server.issuer
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.server.discovery

    def authorize(self, told):
        assert (told["response_type"], told["client_id"]) == ("code", CLIENT)
        assert told["code_challenge_method"] == "S256"
        assert set(told["scope"].split()) == {"openid", "profile", "email"}
        code = secrets.token_urlsafe(8)
        self.server.codes[code] = told
        self.send_response(302)
        back = urlencode({"code": code, "state": told["state"]})
        self.send_header("Location", f"{told['redirect_uri']}?{back}")
        self.end_headers()

    def answer(self, values, status=200):
        body = json.dumps(values).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def council_provider():
    provider = Provider()
    thread = Thread(target=provider.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        thread.join()
        provider.server_close()
