#!/bin/sh
# The main job, done once in a scratch course: release, a simulated class, grading in the sandbox, feedback.
set -eu
PATH="$(cd "$(dirname "$0")/../.venv/bin" && pwd):$PATH"
cd "$(dirname "$0")/.."
students=${DEMO_STUDENTS:-6}
scratch=${DEMO_COURSE:-demo-course}

rm -rf "$scratch"
mkdir -p "$scratch"
cp -RL source simulation nbgrader_config.py "$scratch"/

run() { printf '\n$ autograder %s\n' "$*"; autograder --course "$scratch" "$@"; }
run doctor
run release --unchecked
# A class of strangers may take its time; this one is ours, so the endless loops in it are cut short.
cat >> "$scratch/nbgrader_config.py" <<'CONFIG'

c.Autograder.cell_seconds = 4
c.Autograder.call_seconds = 2
CONFIG

run simulate --all --students "$students"
run grade --all
run feedback --all
run report
run simulate --all --check
run status

printf '\nLook at\n'
printf '  %s\n' \
    "$scratch/release/                    what students get, ten assignments" \
    "$scratch/feedback/<student>/         a page per student" \
    "$scratch/report/index.html           how the class did, a page for each assignment and one for the course" \
    "$scratch/gradebook.db                nbgrader's database: autograder --course $scratch formgrader" \
    "$scratch/simulation-truth/           what each submission should have earned"
