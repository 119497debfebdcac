"""`make audit`: pip-audit over the pinned libraries.

Leaves with 1 for a known hole; with 0 and a plain word where the service of advisories cannot be asked.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Known holes that do not reach the portal: {id: why}. Look at them again with each new version.
PUT_UP_WITH: dict[str, str] = {}


def main() -> None:
    holes = [hole for name in ("requirements.txt", "requirements-dev.txt") for hole in audit(ROOT / name)]
    if holes:
        sys.exit("\n".join(["Known holes:", *sorted(set(holes))]))


def audit(file: Path) -> list[str]:
    """The holes of a list of libraries, in words; says how many libraries could be asked about."""
    ignored = [word for name in PUT_UP_WITH for word in ("--ignore-vuln", name)]
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--no-deps",
        "--disable-pip",
        "--progress-spinner",
        "off",
        "--format",
        "json",
    ]
    done = subprocess.run([*command, "--requirement", str(file), *ignored], capture_output=True, text=True)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(f"{file.name}: NOT audited: {(done.stderr.strip().splitlines() or ['no answer'])[-1]}")
        return []
    return judge(file.name, found)


def judge(name: str, found: list[dict]) -> list[str]:
    asked = [item for item in found if "skip_reason" not in item]
    print(f"{name}: {len(asked)} of {len(found)} libraries audited", end="")
    print(
        "" if asked else "; the service of advisories cannot be reached from here, so nothing is known",
        flush=True,
    )
    return [
        f"{item['name']} {item['version']}: {hole['id']} (mended in {', '.join(hole['fix_versions']) or 'no version yet'})"
        for item in asked for hole in item["vulns"]
    ]  # fmt: skip


if __name__ == "__main__":
    main()
