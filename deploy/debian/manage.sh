#!/bin/bash
# manage.py on a server installed by install.sh: as the portal's user, with the keys of /etc/nghitruong/env.
#
#   manage.sh backup            any command of manage.py
#   manage.sh --in DIR backup   of another release than the one in use
#   manage.sh --probe SECONDS   wait up to so long until the portal is ready
set -euo pipefail

where=/opt/nghitruong/current
program=manage.py
if [ "${1:-}" = --in ]; then where=$2; shift 2; fi
if [ "${1:-}" = --probe ]; then program=scripts/probe.py; shift; fi
cd "$where"
while IFS= read -r line; do
    [[ $line =~ ^[A-Z][A-Z0-9_]*= ]] && export "${line?}"
done < /etc/nghitruong/env
exec runuser -u nghitruong -- .venv/bin/python "$program" "$@"
