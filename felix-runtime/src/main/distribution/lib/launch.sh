# Common part of the scripts in bin/: finds Java and starts a program of lib/aclk-launcher.jar in place of the shell.
# Expects: home (folder of the distribution).

if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    if [ ! -x "$java" ]; then
        echo "JAVA_HOME is $JAVA_HOME, where no program bin/java is: set it to Java 17 or newer, or unset it" >&2
        exit 1
    fi
else
    java=$(command -v java) || java=
fi
if [ -z "$java" ] || [ ! -x "$java" ]; then
    echo "Java 17 or newer is needed, and none was found: install it, or set JAVA_HOME" >&2
    exit 1
fi

# Prints the version of Java: from the file that every JDK and JRE brings, since asking the JVM costs 0.1 s.
java_version() {
    release=$(dirname -- "$(dirname -- "$(readlink -f -- "$java" 2>/dev/null || echo "$java")")")/release
    version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$release" 2>/dev/null)
    if [ -z "$version" ]; then
        version=$("$java" -version 2>&1 | sed -n 's/^[a-z]* version "\([^"]*\)".*/\1/p')
    fi
    echo "$version"
}

version=$(java_version)
major=${version#1.}
major=${major%%[!0-9]*}
if [ "${major:-0}" -lt 17 ]; then
    echo "Java 17 or newer is needed, and $java is version ${version:-unknown}: set JAVA_HOME" >&2
    exit 1
fi

# What an instance makes is its owner's: others read nothing, the group writes nothing, whatever the caller's umask.
umask u=rwx,g-w,o=

# Felix and protobuf use sun.misc.Unsafe, which newer JVMs complain about on standard error.
quiet=
if [ "$major" -ge 24 ]; then
    quiet=--sun-misc-unsafe-memory-access=allow
fi

# Starts a program: options of the JVM (separated by blanks), then the program and its arguments.
launch() {
    options=$1
    shift
    # the options are words on purpose
    # shellcheck disable=SC2086
    exec "$java" $quiet $options -jar "$home/lib/aclk-launcher.jar" "$@"
}

# Starts a program that takes a claim: options of the JVM, the program, its arguments. The token, and the proxy, which
# may hold a password, go into the environment, which other users cannot read, and out of the arguments, which they can.
launch_claim() {
    options=$1
    program=$2
    shift 2
    count=$#
    while [ "$count" -gt 0 ]; do
        count=$((count - 1))
        case $1 in
            --token=* | -token=* | --claim-token=*)
                ACLK_CLAIM_TOKEN=${1#*=}
                ;;
            --proxy=* | -proxy=* | --claim-proxy=*)
                ACLK_CLAIM_PROXY=${1#*=}
                ;;
            --token | -token | --claim-token | --proxy | -proxy | --claim-proxy)
                if [ "$count" -gt 0 ]; then
                    case $1 in
                        *token) ACLK_CLAIM_TOKEN=$2 ;;
                        *) ACLK_CLAIM_PROXY=$2 ;;
                    esac
                    count=$((count - 1))
                    shift
                else
                    set -- "$@" "$1"
                fi
                ;;
            *)
                set -- "$@" "$1"
                ;;
        esac
        shift
    done
    export ACLK_CLAIM_TOKEN ACLK_CLAIM_PROXY
    launch "$options" "$program" "$@"
}
