#!/usr/bin/env bash
# A real S3 store for tests: one Ceph node (monitor, one OSD in memory, radosgw) on 127.0.0.1.
# Debian: ceph-mon ceph-osd radosgw ceph-common curl.   Usage: ceph.sh start|stop
# S3 endpoint http://127.0.0.1:${CEPH_PORT:-7480}, key CEPHKEY1, secret ${CEPH_SECRET:-cephsecret1}. State: $CEPH_ROOT, removed at each start.
set -u
root=${CEPH_ROOT:-${TMPDIR:-/tmp}/pli-ceph}
port=${CEPH_PORT:-7480}
monitor_port=${CEPH_MON_PORT:-6789}
endpoint=http://127.0.0.1:$port
export CEPH_CONF=$root/ceph.conf CEPH_ARGS=

ceph_() { timeout 10 ceph -c "$CEPH_CONF" --connect-timeout 5 "$@"; }
is_alive() { kill -0 "$(cat "$root/run/$1.pid")" 2>/dev/null; }
answers() { curl -sf -o /dev/null --max-time 2 "$endpoint/"; }

# background NAME COMMAND…: starts a daemon of ours and notes its pid.
background() {
  local name=$1
  shift
  setsid "$@" >"$root/log/$name.out" 2>&1 &
  echo $! >"$root/run/$name.pid"
}

# wait_until SECONDS WHAT COMMAND…: asks five times a second; says what did not come about, with the last words of its log.
wait_until() {
  local until=$((SECONDS + $1)) what=$2
  shift 2
  while :; do
    "$@" && return 0
    [ "$SECONDS" -ge "$until" ] && break
    sleep 0.2
  done
  echo "not in time: $what"
  tail -n 5 "$root"/log/*.out
  return 1
}

stop() {
  for name in gateway osd monitor; do
    [ -f "$root/run/$name.pid" ] || continue
    local pid
    pid=$(cat "$root/run/$name.pid")
    kill "$pid" 2>/dev/null
    for _ in $(seq 40); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    kill -9 "$pid" 2>/dev/null
    rm -f "$root/run/$name.pid"
  done
}

write_config() {
  cat >"$CEPH_CONF" <<CONF
[global]
fsid = $1
mon_host = [v1:127.0.0.1:$monitor_port]
public_network = 127.0.0.0/8
cluster_network = 127.0.0.0/8
ms_bind_ipv6 = false
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
run_dir = $root/run
admin_socket = $root/run/\$name.asok
log_file = $root/log/\$name.log
crash_dir = $root/crash
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pgp_num = 8
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
mon_data_avail_warn = 1
mon_data_avail_crit = 1
osd_objectstore = memstore
memstore_device_bytes = 4294967296
osd_class_update_on_start = false
[mon.a]
mon_data = $root/mon
[osd.0]
osd_data = $root/osd
[client.rgw.a]
rgw_data = $root/rgw
rgw_frontends = beast endpoint=127.0.0.1:$port
CONF
}

monitor_answers() { is_alive monitor && ceph_ mon stat >/dev/null 2>&1; }
osd_is_known() { ceph_ osd new "$1" >"$root/log/osd-new.out" 2>&1; }
osd_is_up() { is_alive osd || return 1; ceph_ osd stat 2>/dev/null | grep -q '1 up'; }
gateway_answers() { is_alive gateway && answers; }

boot() {
  rm -rf "$root"
  mkdir -p "$root"/{run,log,mon,osd,rgw}
  local fsid osd_id
  fsid=$(cat /proc/sys/kernel/random/uuid) osd_id=$(cat /proc/sys/kernel/random/uuid)
  write_config "$fsid"
  monmaptool --create --clobber --fsid "$fsid" --addv a "[v1:127.0.0.1:$monitor_port]" "$root/monmap" >/dev/null
  ceph-mon --mkfs -i a --monmap "$root/monmap" -c "$CEPH_CONF" >"$root/log/monitor-mkfs.out" 2>&1 || { cat "$root/log/monitor-mkfs.out"; return 1; }
  background monitor ceph-mon -f -i a -c "$CEPH_CONF"
  wait_until 30 'the monitor answers' monitor_answers || return 1
  wait_until 30 'the monitor takes a new OSD' osd_is_known "$osd_id" || return 1
  ceph-osd --mkfs -i 0 --osd-uuid "$osd_id" -c "$CEPH_CONF" >"$root/log/osd-mkfs.out" 2>&1
  background osd ceph-osd -f -i 0 -c "$CEPH_CONF"
  wait_until 30 'the OSD is up' osd_is_up || return 1
  background gateway radosgw -f -n client.rgw.a -c "$CEPH_CONF"
  wait_until 60 'the gateway answers' gateway_answers || return 1
  timeout 60 radosgw-admin -c "$CEPH_CONF" user create --uid=vault --display-name=vault \
    --access-key=CEPHKEY1 --secret="${CEPH_SECRET:-cephsecret1}" >"$root/log/user.out" 2>&1
}

case ${1:-} in
start)
  stop
  for try in 1 2 3; do # a monitor or OSD rarely fails to boot
    if boot && answers; then echo "S3 at $endpoint"; exit 0; fi
    echo "try $try failed"
    stop
  done
  exit 1
  ;;
stop) stop ;;
*) echo "usage: $0 start|stop"; exit 2 ;;
esac
