"""Cookies that hold a secret: read from a request's header, written for an answer's."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie


def cookie_in(header: str, name: str) -> str | None:
    """The value of a cookie in a ``Cookie`` header; None too where that is no list of cookies.

    >>> cookie_in("a=b; kutip=x", "kutip"), cookie_in("a=b", "kutip")
    ('x', None)
    """
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return None
    return found.value if found else None


def secret_cookie(name: str, value: str, seconds: int, *, is_secure: bool) -> str:
    """A ``Set-Cookie`` header. Scripts cannot read the cookie (HttpOnly), other sites' forms do not send it (SameSite), and
    over https it goes over nothing else (Secure); 0 seconds take it away.

    >>> secret_cookie("kutip", "x", 60, is_secure=True)
    'kutip=x; HttpOnly; Max-Age=60; Path=/; SameSite=Lax; Secure'
    """
    cookie: SimpleCookie = SimpleCookie()
    cookie[name] = value
    wanted = {"path": "/", "max-age": seconds, "samesite": "Lax", "httponly": True, "secure": is_secure}
    for attribute, given in wanted.items():
        cookie[name][attribute] = given  # what is False is left out
    return cookie.output(header="").strip()
