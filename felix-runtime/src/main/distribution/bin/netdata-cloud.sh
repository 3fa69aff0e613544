#!/bin/sh
# Claims the agent: netdata-cloud.sh --token T [--rooms A,B] [OPTION...]; --help lists the options and the exit codes.
self=$0
while [ -L "$self" ]; do
    target=$(readlink "$self")
    case $target in
        /*) self=$target ;;
        *) self=$(dirname -- "$self")/$target ;;
    esac
done
home=$(CDPATH='' cd -- "$(dirname -- "$self")/.." && pwd -P) || exit 1
. "$home/lib/launch.sh"
launch_claim "-Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m" claim "$@"
