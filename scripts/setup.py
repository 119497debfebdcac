"""Make .venv and install Python and system packages; needs nothing but Python 3.11.

`--dev` adds what `make test` needs. Nothing is done twice: stamps in .venv remember what was installed.
"""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
TIMES = (
    "Times New Roman",
    "Liberation Serif",
    "Tinos",
)  # the official documents' face, or one of its measures


def say(text: str) -> None:
    print(text, flush=True)


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(
            f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}: make PYTHON=python3.12 ..."
        )
    os.umask(0o022)  # the embedded servers' own user reads their programs in .venv
    dev = "--dev" in sys.argv
    ensure_venv()
    for name in ["requirements.txt", *(["requirements-dev.txt"] if dev else [])]:
        ensure_requirements(ROOT / name)
    ensure_packages({**missing_libraries(), **(missing_test_tools() if dev else {})})


def ensure_venv() -> None:
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""]).returncode == 0:
        return
    say("Making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    if shutil.which("uv"):
        run("uv", "venv", "--quiet", "--python", sys.executable, str(VENV))
        return
    if not importlib.util.find_spec("ensurepip"):
        apt_install([f"python3.{sys.version_info.minor}-venv"])
    run(sys.executable, "-m", "venv", str(VENV))


def ensure_requirements(file: Path) -> None:
    """Install the file's packages if it is another file than the one installed last."""
    stamp = VENV / f"{file.stem}.sha256"
    wanted = hashlib.sha256(file.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say(f"Installing {file.name}")
    if shutil.which("uv"):
        run("uv", "pip", "install", "--quiet", "--python", str(PYTHON), "-r", str(file))
    else:
        install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")
        run(str(PYTHON), *install, "--root-user-action=ignore", "-r", str(file))
    stamp.write_text(wanted)


def missing_libraries() -> dict[str, str]:
    """What WeasyPrint loads and the typeface of official documents: {package: what it is for}."""
    libraries = {
        "libpango-1.0-0": "libpango-1.0.so.0",
        "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
        "libharfbuzz0b": "libharfbuzz.so.0",
        "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
    }
    missing = {package: "PDF" for package, library in libraries.items() if not loads(library)}
    if not shutil.which("fc-match"):
        missing["fontconfig"] = "PDF"
    if not has_times():
        missing["fonts-liberation"] = "PDF"
    return missing


def missing_test_tools() -> dict[str, str]:
    tools = {"chromium": ["chromium"], "poppler-utils": ["pdftoppm", "pdffonts"]}
    return {package: "tests" for package, programs in tools.items() if not all(map(shutil.which, programs))}


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_times() -> bool:
    if not shutil.which("fc-match"):
        return False
    match = ["fc-match", "--format=%{family}", "Times New Roman"]
    return subprocess.run(match, capture_output=True, text=True).stdout.startswith(TIMES)


def ensure_packages(missing: dict[str, str]) -> None:
    """Install what is missing; where that cannot be done, name the line to run and go on without."""
    tried = VENV / "system-packages.tried"
    packages = sorted(missing)
    if not packages:
        return
    if not (tried.exists() and tried.read_text().split() == packages):
        tried.write_text(" ".join(packages))
        if apt_install(packages):
            return
    say(f"Without {' and '.join(sorted(set(missing.values())))} for now; please run, as root:")
    say(f"    apt-get update && apt-get install --no-install-recommends {' '.join(packages)}")


def apt_install(packages: list[str]) -> bool:
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (sudo and not may_sudo()):
        return False
    say(f"Installing {' '.join(packages)}")
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    subprocess.run([*apt, "update"], **quiet)
    return (
        subprocess.run([*apt, "install", "-y", "--no-install-recommends", *packages], **quiet).returncode == 0
    )


def may_sudo() -> bool:
    return (
        bool(shutil.which("sudo"))
        and not subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode
    )


def run(*command: str) -> None:
    if code := subprocess.run(command, stdin=subprocess.DEVNULL).returncode:
        sys.exit(f"Failed ({code}): {' '.join(command)}")


if __name__ == "__main__":
    main()
