"""What production is installed from hangs together: image, containers, units, sites, the keys they set."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from config.embedded import BASE

DOCKERFILE = (BASE / "Dockerfile").read_text()
COMPOSE_TEXT = (BASE / "compose.yaml").read_text()
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
SERVICES = COMPOSE["services"]
OWN = [name for name, service in SERVICES.items() if service["image"].startswith("nghitruong")]


def keys_of(path):
    """The names in a file of `KEY=value`, also where the line is a comment."""
    return set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", (BASE / path).read_text(), re.MULTILINE))


def test_every_key_that_is_read_is_explained():
    read = set()
    for path in set(BASE.glob("config/*.py")) - {BASE / "config/test_settings.py"}:
        read |= set(
            re.findall(
                r"(?:\benv(?:\.\w+)?|_secret|environ\.get)\(\s*\"([A-Z][A-Z0-9_]+)\"", path.read_text()
            )
        )
    assert len(read) > 30 and read - keys_of(".env.example") == {"PATH", "EMBEDDED_FAST"}


@pytest.mark.parametrize("path", ["deploy/compose/env.example", "deploy/debian/env.example"])
def test_the_keys_set_on_installing_are_keys_of_the_portal(path):
    known = keys_of(".env.example") | {"POSTGRES_PASSWORD", "REDIS_PASSWORD"}
    assert keys_of(path) and keys_of(path) <= known


# --- the image -----------------------------------------------------------------------------------------------


def copied():
    """What the image takes from this folder."""
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        yield from line.split()[:-1]


def test_the_image_is_made_of_what_is_there():
    ignored = set((BASE / ".dockerignore").read_text().split())
    for name in copied():
        assert (BASE / name).exists(), name
        assert name not in ignored, name
    packages = tomllib.loads((BASE / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    assert {*packages, "templates", "static", "scripts", "manage.py", ".env.example"} <= set(copied())


def test_the_image_runs_without_root_and_says_how_it_is():
    stages = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
    assert len(stages) == 2
    assert re.findall(r"^USER (.+)$", stages[-1], re.MULTILINE) == ["10001:10001"]
    assert stages[-1].index("USER") < stages[-1].index('CMD ["gunicorn')
    assert "HEALTHCHECK" in stages[-1] and "scripts/probe.py" in stages[-1]


def test_the_image_has_every_library_that_setup_would_install():
    wanted = re.findall(r"\"((?:lib|font)[a-z0-9.-]+)\"(?::|\])", (BASE / "scripts/setup.py").read_text())
    assert len(wanted) >= 5
    for name in wanted:
        assert name in DOCKERFILE, name


# --- the containers ------------------------------------------------------------------------------------------


def test_each_container_waits_for_parts_that_can_say_they_are_ready():
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[other] or other == "web", (name, other)
            else:
                assert how["condition"] == "service_completed_successfully" and other == "prepare"


def test_the_containers_of_the_portal_are_kept_small():
    for name in OWN:
        service = SERVICES[name]
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert "ports" not in service and not service.get("privileged"), name
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]


def test_every_queue_has_a_worker():
    served = set()
    for service in SERVICES.values():
        command = service.get("command", [])
        if "--queues" in command:
            served |= set(command[command.index("--queues") + 1].split(","))
    assert served == set(settings.QUEUES)
    assert sum("beat" in service.get("command", []) for service in SERVICES.values()) == 1


def test_mounted_files_and_volumes_are_there():
    for service in SERVICES.values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            if source.startswith("./"):
                assert (BASE / source).exists(), source
            elif not source.startswith("$"):
                assert source in COMPOSE["volumes"], source


def test_no_secret_stands_in_what_is_kept_in_the_repository():
    assert set(SERVICES["web"]["environment"]) <= keys_of(".env.example")
    for name in ("SECRET_KEY", "FIELD_KEY", "BACKUP_PASSPHRASE", "METRICS_TOKEN"):
        assert f"{name}:" not in COMPOSE_TEXT
        for path in ("deploy/compose/env.example", "deploy/debian/env.example"):
            value = re.search(rf"^{name}=(.*)$", (BASE / path).read_text(), re.MULTILINE)
            assert value is None or not value[1] or value[1].startswith("@"), (path, name)


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="docker-compose is not installed")
def test_compose_itself_reads_the_file(tmp_path):
    for name in ("compose.yaml", "Dockerfile"):
        shutil.copy(BASE / name, tmp_path)
    folder = tmp_path / "deploy" / "compose"
    folder.mkdir(parents=True)
    shutil.copy(BASE / "deploy/compose/env.example", folder / "env")
    around = {"PATH": "/usr/bin:/bin", "POSTGRES_PASSWORD": "a", "REDIS_PASSWORD": "b", "HOME": str(tmp_path)}
    said = subprocess.run(
        [shutil.which("docker-compose"), "config", "--quiet"],
        cwd=tmp_path,
        env=around,
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stderr


# --- the Debian server -----------------------------------------------------------------------------------------

UNITS = sorted((BASE / "deploy/debian").glob("*.service"))


def test_the_shell_scripts_can_be_read():
    for script in (BASE / "deploy").rglob("*.sh"):
        subprocess.run(["bash", "-n", script], check=True)


def test_every_queue_has_a_unit():
    installed = (BASE / "deploy/debian/install.sh").read_text()
    served = re.search(r"^WORKERS=\"(.+?)\"", installed, re.MULTILINE)[1].split()
    assert sorted(served) == sorted(settings.QUEUES)
    for name in served:
        assert re.fullmatch(r"[A-Za-z0-9:_.-]+", name), "systemd takes no other signs in a unit's name"


def units_for_verifying(folder):
    """The units with programs of this machine: whether a program is there is not asked of them."""
    for unit in (BASE / "deploy/debian").glob("nghitruong*"):
        text = unit.read_text().replace("/opt/nghitruong/current/.venv/bin/", "/usr/bin/env ")
        (folder / unit.name).write_text(text)
    workers = [f"nghitruong-worker@{queue}.service" for queue in settings.QUEUES]
    names = ["nghitruong-web.service", "nghitruong-beat.service", "nghitruong.target", *workers]
    return [str(folder / name) for name in names]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_understands_the_units(tmp_path):
    around = {"PATH": "/usr/bin:/bin", "SYSTEMD_UNIT_PATH": f"{tmp_path}:"}
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units_for_verifying(tmp_path)],
        env=around, capture_output=True, text=True,
    )  # fmt: skip
    about_ours = [line for line in said.stderr.splitlines() if "nghitruong" in line]
    assert said.returncode == 0 and about_ours == [], said.stderr


def test_the_units_take_no_more_than_they_need():
    for unit in UNITS:
        text = unit.read_text()
        for line in (
            "User=nghitruong",
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
            "EnvironmentFile=/etc/nghitruong/env",
        ):
            assert line in text, (unit.name, line)


def test_the_sites_trust_no_header_from_outside():
    shared = (BASE / "deploy/nginx/proxy.conf").read_text()
    for header in (
        "X-Forwarded-For $remote_addr",
        "X-Forwarded-Proto $scheme",
        "X-Request-ID $request_id",
        "Host $host",
    ):
        assert f"proxy_set_header {header};" in shared
    for path in Path(BASE / "deploy/nginx").glob("*.conf"):
        if path.name != "proxy.conf":
            assert "proxy.conf" in path.read_text() or "nghitruong-proxy.conf" in path.read_text()


# --- the audit of libraries --------------------------------------------------------------------------------------


def test_an_audit_that_asked_nobody_says_so(capsys):
    from scripts.audit import judge

    hole = {"id": "PYSEC-1", "fix_versions": ["2.0"]}
    assert judge(
        "a.txt",
        [{"name": "x", "version": "1.0", "vulns": [hole]}, {"name": "y", "version": "1", "vulns": []}],
    ) == ["x 1.0: PYSEC-1 (mended in 2.0)"]
    assert judge("b.txt", [{"name": "x", "version": "1.0", "skip_reason": "not found"}]) == []
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "a.txt: 2 of 2 libraries audited" and said[1].endswith("so nothing is known")


def test_every_test_that_a_promise_names_exists():
    named = re.findall(r"`([\w/]+\.py)(?:::(\w+))?`", (BASE / "docs/security.md").read_text())
    named = [(path, test) for path, test in named if Path(path).name.startswith("test_")]
    assert len(named) > 30
    for path, test in named:
        path = path.removeprefix("tests/")
        assert (BASE / "tests" / path).exists() and (
            not test or f"def {test}(" in (BASE / "tests" / path).read_text()
        ), (path, test)
