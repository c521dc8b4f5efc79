"""Everything that the clients of a system were sent."""

from dataclasses import dataclass, field

import httpx


@dataclass(frozen=True, slots=True)
class Heard:
    """One exchange: who asked what, and everything that came back."""

    authorization: str | None
    asked: bytes
    answered: bytes

    @property
    def opening(self) -> bool:
        return b"openContent(" in self.asked or b"openDocument(" in self.asked


@dataclass
class Wire:
    """Every exchange, in its order; its `hear` is an httpx hook."""

    heard: list[Heard] = field(default_factory=list)

    async def hear(self, response: httpx.Response) -> None:
        body = await response.aread()
        head = repr(response.status_code).encode() + repr(sorted(response.headers.raw)).encode()
        request = response.request
        self.heard.append(Heard(request.headers.get("authorization"), request.content, head + b"\n" + body))
