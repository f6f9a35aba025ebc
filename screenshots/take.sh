#!/usr/bin/env bash
# take.sh: pictures of the real program in a real terminal (kitty under Xvfb), driven by keys through tmux.
# Needs, as Debian packages: kitty libgl1-mesa-dri xvfb x11-utils imagemagick tmux fonts-jetbrains-mono
# fonts-noto-color-emoji fonts-noto-cjk
set -euo pipefail
cd "$(dirname "$0")"
swift build -c release --package-path ..
program=$(swift build -c release --show-bin-path --package-path ..)/triggertop

work=$(mktemp -d)
export HOME=$work XDG_RUNTIME_DIR=$work TZ=Europe/Brussels LC_ALL=C.UTF-8 LIBGL_ALWAYS_SOFTWARE=1
tmux=(tmux -S "$work/tmux" -f /dev/null)
cleanup() {
  "${tmux[@]}" kill-server 2>/dev/null || true
  kill "${kitty:-}" "${xvfb:-}" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

# until_shows TEXT: waits until the screen shows it, for half a minute at most.
until_shows() {
  for _ in $(seq 300); do
    "${tmux[@]}" capture-pane -p | grep -qF -- "$1" && return
    sleep 0.1
  done
  echo "The screen does not show: $1" >&2
  "${tmux[@]}" capture-pane -p >&2
  return 1
}

press() { "${tmux[@]}" send-keys "$@"; }

# escape: alone, or it would be taken with the next key for Alt.
escape() { press Escape && sleep 0.3; }

# picture NAME: what the window shows.
picture() {
  sleep 1 # kitty draws what tmux has sent
  /usr/bin/import -window "$(xwininfo -root -tree | grep -i kitty | grep -oE '0x[0-9a-f]+' | head -1)" "$1.png"
}

columns=120 rows=34
mkfifo "$work/display"
Xvfb -displayfd 3 -screen 0 2400x1600x24 +extension GLX -nolisten tcp 3<>"$work/display" >/dev/null 2>&1 &
xvfb=$!
read -r display <"$work/display"
export DISPLAY=:$display

"${tmux[@]}" new-session -d -x $columns -y $rows "'$program' demo --seed 2"
"${tmux[@]}" set-option -g status off
kitty --config NONE -o font_family="JetBrains Mono" -o font_size=13 -o initial_window_width=${columns}c \
  -o initial_window_height=${rows}c -o remember_window_size=no -o window_padding_width=6 -o background='#14161b' \
  -o foreground='#d7dae0' -o hide_window_decorations=yes -o confirm_os_window_close=0 -o update_check_interval=0 \
  -o cursor_blink_interval=0 -o term=xterm-256color "${tmux[@]}" attach >/dev/null 2>&1 &
kitty=$!
until_shows "ATTENTION"
sleep 40 # of real work, for trends to be seen
picture overview

press g Space Space Space Down
until_shows " marked"
picture list

press r
until_shows "Guard "
picture dialog
escape
escape
press g Enter
until_shows "ATTEMPTS"
picture detail

escape
press 2
until_shows "web2"
picture processors
