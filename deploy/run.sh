#!/usr/bin/env bash
# Sets up, loads the data and serves on 127.0.0.1:8000 (or $PORT) until Ctrl-C: web server and worker live and die together.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export PORT=${PORT:-8000}
export APP_ENV=${APP_ENV:-development}
if [ "$APP_ENV" = development ]; then
    export TODAY=${TODAY:-2023-08-10}  # the summer in which Kemi's plan of 2023 is alive
    export SITE_URL=${SITE_URL:-http://127.0.0.1:$PORT}
fi
python=$PWD/.venv/bin/python
children=()

main() {
    refuse_bad_port
    deploy/setup.sh run
    "$python" deploy/prepare_data.py
    trap 'stop 130' INT
    trap 'stop 143' TERM HUP
    start nice -n 10 "$python" manage.py run_jobs
    start "$python" -m gunicorn kemistrategy.wsgi --bind "127.0.0.1:$PORT" --workers 1 --worker-class gthread \
        --threads 4 --graceful-timeout 5 --no-control-socket --log-level warning
    announce_when_listening &
    wait_for_the_first_to_end
}

refuse_bad_port() {
    is_port_number || give_up \
        "PORT on '$PORT': sen pitää olla luku 1–65535." \
        "PORT is '$PORT': it must be a number from 1 to 65535."
    ! is_listening || give_up \
        "Portti $PORT on varattu: jokin toinen ohjelma kuuntelee sitä. Sulje se tai valitse toinen portti, esim. PORT=8001 make run" \
        "Port $PORT is busy: another program listens on it. Stop it or choose another port, e.g. PORT=8001 make run"
}

is_port_number() { [[ $PORT =~ ^[1-9][0-9]{0,4}$ ]] && [ "$PORT" -le 65535 ]; }
is_listening() { (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; }
give_up() { printf '%s\n' "$@" >&2 && exit 1; }

start() {
    "$@" &
    children+=($!)
}

announce_when_listening() {
    for _ in {1..100}; do
        is_listening && echo "Valmis / ready: http://127.0.0.1:$PORT/  (Ctrl-C lopettaa / stops)" && return
        sleep 0.1
    done
}

# Neither is of use alone: without the worker no PDF is made, and nobody would notice.
wait_for_the_first_to_end() {
    local status=0
    wait -n "${children[@]}" || status=$?
    echo "Palvelin tai työjono pysähtyi (tila $status), lopetetaan. / The server or the worker ended (status $status), stopping." >&2
    stop $((status == 0 ? 1 : status))
}

stop() {
    trap '' INT TERM HUP
    kill -TERM "${children[@]}" 2>/dev/null || true
    for _ in {1..100}; do
        any_is_alive || break
        sleep 0.1
    done
    kill -KILL "${children[@]}" 2>/dev/null || true
    wait || true
    exit "$1"
}

any_is_alive() { kill -0 "${children[@]}" 2>/dev/null; }

main
