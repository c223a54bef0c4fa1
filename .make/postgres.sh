#!/bin/sh
# Finds PostgreSQL's server programs, which the tests start for themselves, or installs them and starts nothing.
set -eu

for bin in $(IFS=:; echo $PATH) /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin \
    /usr/local/opt/postgresql*/bin
do
    if [ -x "$bin/initdb" ] && [ -x "$bin/pg_ctl" ] && [ -x "$bin/postgres" ]; then exit 0; fi
done

leave_out="or leave its tests out: make test POSTGRES=no"
if [ "$(uname -s)" = Darwin ]; then
    echo "Missing: PostgreSQL, for the tests. Install it with: brew install postgresql@17, $leave_out" >&2
    exit 1
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Missing: PostgreSQL, for the tests. Install its server (initdb, pg_ctl, postgres), $leave_out" >&2
    exit 1
fi
as_root=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "Missing: PostgreSQL, for the tests. As root, run: apt-get install -y postgresql, $leave_out" >&2
        exit 1
    fi
    as_root=sudo
fi

install() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; }

echo "Installing PostgreSQL with apt-get, for the tests; no server of the system's is set up"
$as_root apt-get update -qq
install postgresql-common
# The package would make a cluster and start it. Said for this installation only.
configuration=/etc/postgresql-common/createcluster.conf
$as_root cp -p "$configuration" "$configuration.before"
trap '$as_root mv -f "$configuration.before" "$configuration"' EXIT
echo "create_main_cluster = false" | $as_root tee -a "$configuration" >/dev/null
install postgresql
