#!/bin/sh
# Holds the server against its own description: schemathesis makes requests that fit GET /openapi.json and requests that
# do not, the same ones each time, and every answer must be as described. Fails when one is not.
# Usage: contract.sh TOSSBOX FOLDER [OPTION OF schemathesis run…]
set -eu

tossbox=$(realpath "$1") folder=$2
shift 2
here=$(realpath "$(dirname "$0")")/contract

python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || {
    echo "make contract needs python3 (3.10 or newer) with venv: apt-get install python3-venv, or brew install python" >&2
    exit 1
}
mkdir -p "$folder"
folder=$(realpath "$folder")
cmp -s "$here/requirements.txt" "$folder/venv/requirements.txt" || {
    echo "Installing $(head -n 1 "$here/requirements.txt") in $folder/venv"
    rm -rf "$folder/venv"
    python3 -m venv "$folder/venv"
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
    cp "$here/requirements.txt" "$folder/venv/requirements.txt"
}

server=
stop() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || :
    wait
    server=
}
trap 'stop; exit 130' INT TERM
trap stop EXIT

# Starts a server with the options after the name, and runs the checks with what stands in $phases and $header.
run() {
    name=$1
    shift
    rm -f "$folder/ready.json"
    "$tossbox" serve --port 0 --quiet "$@" > "$folder/ready.json" &
    server=$!
    until [ -s "$folder/ready.json" ]; do
        kill -0 "$server" 2>/dev/null || { echo "tossbox did not start" >&2; exit 1; }
        sleep 0.05
    done
    url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$folder/ready.json")
    echo "== $name: $url"
    # Its caches go where it runs.
    (
        cd "$folder"
        PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$here "$folder/venv/bin/schemathesis" \
            --config-file "$here/schemathesis.toml" run "$url/openapi.json" --phases "$phases" ${header:+--header "$header"} \
            ${extra:-}
    ) || failed=1
    stop
}

failed=
extra=$*
phases=examples,coverage,fuzzing,stateful header=
run "without a token"
phases=examples,coverage header="Tossbox-Token: contract-of-tossbox"
run "with a token" --token contract-of-tossbox
[ -z "$failed" ] || { echo "The description and the server differ; see above." >&2; exit 1; }
echo "Every answer is as /openapi.json describes it."
