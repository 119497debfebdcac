"""Whether the web server on this machine is ready: exit code 0 or 1. For container engines, balancers and scripts.

python scripts/probe.py [SECONDS]     # wait up to so long for it (0)
"""

import http.client
import os
import sys
import time
from pathlib import Path

from environ import Env

FIRST = Path(__file__).resolve().parent.parent / ".env"


def main() -> None:
    if FIRST.exists():
        Env.read_env(FIRST)
    ends = time.monotonic() + float(sys.argv[1] if len(sys.argv) > 1 else 0)
    said = ask()
    while said != "200" and time.monotonic() < ends:
        time.sleep(1)
        said = ask()
    if said != "200":
        sys.exit(f"not ready: {said}")


def ask() -> str:
    """The answer's code, with what it says when it is not 200; or why there is none."""
    host, port = os.environ.get("WEB_BIND", "127.0.0.1:8000").rsplit(":", 1)
    link = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, int(port), timeout=10)  # noqa: S104
    try:
        link.request(
            "GET", "/readyz", headers={"Host": os.environ.get("ALLOWED_HOSTS", host).split(",")[0].strip()}
        )
        answer = link.getresponse()
        return (
            "200" if answer.status == 200 else f"{answer.status} {answer.read(300).decode(errors='replace')}"
        )
    except (OSError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__
    finally:
        link.close()


if __name__ == "__main__":
    main()
