#!/bin/sh
# Firewall of host i-0f1a2b3c4d5e6f708 (web-1) for iptables, made by secgroup 0.1.0. Do not edit: compile again.
# from examples/aws/instances.json (sha256 dbf5ddf2bed91551...)
# from examples/aws/network-interfaces.json (sha256 24a087b6dde30ee9...)
# from examples/aws/pl-0e4f7a2b9c6d13850.json (sha256 40bd774236cb4b53...)
# from examples/aws/prefix-lists.json (sha256 b55fa70f56a433e0...)
# from examples/aws/security-groups.json (sha256 f02c6500946b961a...)
#
# Load:    sh FILE           IPv6 switches first, then IPv4, each in one transaction.
# Unload:  sh FILE unload    What the script added goes, and the policies become ACCEPT.
#
# If anything fails, the rules and sets are put back as they were, and the exit status is 1.
set -eu
PATH="$PATH:/usr/sbin:/sbin"

# What the filter tables should hold of ours. Nothing in here is a command of this shell.
rules_ipv6() {
  cat <<'END_OF_RULES'
:INPUT DROP [0:0]
:OUTPUT DROP [0:0]
:FORWARD DROP [0:0]
:SECG-INPUT - [0:0]
:SECG-INPUT-BASE - [0:0]
:SECG-eni--e551-in - [0:0]
:SECG-eni--e551-in-tcp - [0:0]
:SECG-OUTPUT - [0:0]
:SECG-OUTPUT-BASE - [0:0]
:SECG-eni--e551-out - [0:0]
:SECG-FORWARD - [0:0]
-I INPUT 1 -j SECG-INPUT
-I OUTPUT 1 -j SECG-OUTPUT
-I FORWARD 1 -j SECG-FORWARD
-A SECG-INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-INPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-INPUT -i lo -j ACCEPT
-A SECG-INPUT -d 2001:db8:20:1::10 -j SECG-eni--e551-in
# for many, so for eni-0a11b22c33d44e551
-A SECG-INPUT -d ff00::/8 -j SECG-eni--e551-in
-A SECG-INPUT -j SECG-INPUT-BASE
# no interface of the definition
-A SECG-INPUT -j DROP
# baseline
# neighbour discovery
-A SECG-INPUT-BASE -p ipv6-icmp -m hl --hl-eq 255 --icmpv6-type 133 -j ACCEPT
-A SECG-INPUT-BASE -p ipv6-icmp -m hl --hl-eq 255 --icmpv6-type 134 -j ACCEPT
-A SECG-INPUT-BASE -p ipv6-icmp -m hl --hl-eq 255 --icmpv6-type 135 -j ACCEPT
-A SECG-INPUT-BASE -p ipv6-icmp -m hl --hl-eq 255 --icmpv6-type 136 -j ACCEPT
# multicast listener discovery
-A SECG-INPUT-BASE -s fe80::/10 -p ipv6-icmp -m hl --hl-eq 1 --icmpv6-type 130 -j ACCEPT
-A SECG-INPUT-BASE -s fe80::/10 -p ipv6-icmp -m hl --hl-eq 1 --icmpv6-type 131 -j ACCEPT
-A SECG-INPUT-BASE -s fe80::/10 -p ipv6-icmp -m hl --hl-eq 1 --icmpv6-type 132 -j ACCEPT
-A SECG-INPUT-BASE -s fe80::/10 -p ipv6-icmp -m hl --hl-eq 1 --icmpv6-type 143 -j ACCEPT
# DHCPv6 client
-A SECG-INPUT-BASE -d fe80::/10 -p udp --dport 546 -j ACCEPT
# ingress of eni-0a11b22c33d44e551
-A SECG-eni--e551-in -p tcp -j SECG-eni--e551-in-tcp
-A SECG-eni--e551-in -j SECG-INPUT-BASE
-A SECG-eni--e551-in -j DROP
# web ingress 2
-A SECG-eni--e551-in-tcp -p tcp --dport 80 -j ACCEPT
# web ingress 4
-A SECG-eni--e551-in-tcp -p tcp --dport 443 -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-OUTPUT -o lo -j ACCEPT
-A SECG-OUTPUT -s 2001:db8:20:1::10 -j SECG-eni--e551-out
# for many, so for eni-0a11b22c33d44e551
-A SECG-OUTPUT -d ff00::/8 -j SECG-eni--e551-out
-A SECG-OUTPUT -j SECG-OUTPUT-BASE
# no interface of the definition
-A SECG-OUTPUT -j DROP
# baseline
# neighbour discovery
-A SECG-OUTPUT-BASE -p ipv6-icmp -m hl --hl-eq 255 --icmpv6-type 133 -j ACCEPT
-A SECG-OUTPUT-BASE -p ipv6-icmp -m hl --hl-eq 255 --icmpv6-type 134 -j ACCEPT
-A SECG-OUTPUT-BASE -p ipv6-icmp -m hl --hl-eq 255 --icmpv6-type 135 -j ACCEPT
-A SECG-OUTPUT-BASE -p ipv6-icmp -m hl --hl-eq 255 --icmpv6-type 136 -j ACCEPT
# multicast listener discovery
-A SECG-OUTPUT-BASE -d ff00::/8 -p ipv6-icmp -m hl --hl-eq 1 --icmpv6-type 130 -j ACCEPT
-A SECG-OUTPUT-BASE -d ff00::/8 -p ipv6-icmp -m hl --hl-eq 1 --icmpv6-type 131 -j ACCEPT
-A SECG-OUTPUT-BASE -d ff00::/8 -p ipv6-icmp -m hl --hl-eq 1 --icmpv6-type 132 -j ACCEPT
-A SECG-OUTPUT-BASE -d ff00::/8 -p ipv6-icmp -m hl --hl-eq 1 --icmpv6-type 143 -j ACCEPT
# DHCPv6 client
-A SECG-OUTPUT-BASE -d ff02::1:2 -p udp --sport 546 --dport 547 -j ACCEPT
# cloud resolver
-A SECG-OUTPUT-BASE -d fd00:ec2::253 -p udp --dport 53 -j ACCEPT
# cloud resolver
-A SECG-OUTPUT-BASE -d fd00:ec2::253 -p tcp --dport 53 -j ACCEPT
# cloud instance metadata
-A SECG-OUTPUT-BASE -d fd00:ec2::254 -p tcp --dport 80 -j ACCEPT
# cloud time
-A SECG-OUTPUT-BASE -d fd00:ec2::123 -p udp --dport 123 -j ACCEPT
# egress of eni-0a11b22c33d44e551
# web egress default
-A SECG-eni--e551-out -j ACCEPT
# this host forwards nothing
-A SECG-FORWARD -j DROP
END_OF_RULES
}

rules_ipv4() {
  cat <<'END_OF_RULES'
:INPUT DROP [0:0]
:OUTPUT DROP [0:0]
:FORWARD DROP [0:0]
:SECG-INPUT - [0:0]
:SECG-INPUT-BASE - [0:0]
:SECG-eni--e551-in - [0:0]
:SECG-eni--e551-in-icmp - [0:0]
:SECG-eni--e551-in-tcp - [0:0]
:SECG-eni--e551-in-tcp-22 - [0:0]
:SECG-eni--e002-in - [0:0]
:SECG-eni--e002-in-tcp - [0:0]
:SECG-eni--e002-in-tcp-9100 - [0:0]
:SECG-OUTPUT - [0:0]
:SECG-OUTPUT-BASE - [0:0]
:SECG-eni--e551-out - [0:0]
:SECG-eni--e002-out - [0:0]
:SECG-eni--e002-out-tcp - [0:0]
:SECG-FORWARD - [0:0]
-I INPUT 1 -j SECG-INPUT
-I OUTPUT 1 -j SECG-OUTPUT
-I FORWARD 1 -j SECG-FORWARD
-A SECG-INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-INPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-INPUT -i lo -j ACCEPT
-A SECG-INPUT -d 10.20.1.10/31 -j SECG-eni--e551-in
-A SECG-INPUT -d 10.20.8.10 -j SECG-eni--e002-in
-A SECG-INPUT -j SECG-INPUT-BASE
# no interface of the definition
-A SECG-INPUT -j DROP
# baseline
# DHCPv4 client
-A SECG-INPUT-BASE -d 255.255.255.255 -p udp --sport 67 --dport 68 -j ACCEPT
# DHCPv4 client
-A SECG-INPUT-BASE -s 10.0.0.0/8 -p udp --sport 67 --dport 68 -j ACCEPT
-A SECG-INPUT-BASE -s 100.64.0.0/10 -p udp --sport 67 --dport 68 -j ACCEPT
-A SECG-INPUT-BASE -s 169.254.0.0/16 -p udp --sport 67 --dport 68 -j ACCEPT
-A SECG-INPUT-BASE -s 172.16.0.0/12 -p udp --sport 67 --dport 68 -j ACCEPT
-A SECG-INPUT-BASE -s 192.168.0.0/16 -p udp --sport 67 --dport 68 -j ACCEPT
# ingress of eni-0a11b22c33d44e551
-A SECG-eni--e551-in -p icmp -j SECG-eni--e551-in-icmp
-A SECG-eni--e551-in -p tcp -j SECG-eni--e551-in-tcp
-A SECG-eni--e551-in -j SECG-INPUT-BASE
-A SECG-eni--e551-in -j DROP
# web ingress 5 (ping)
-A SECG-eni--e551-in-icmp -p icmp --icmp-type 8 -j ACCEPT
# administration ingress 1 (office)
-A SECG-eni--e551-in-tcp -p tcp --dport 22 -g SECG-eni--e551-in-tcp-22
# web ingress 1
-A SECG-eni--e551-in-tcp -p tcp --dport 80 -j ACCEPT
# web ingress 3
-A SECG-eni--e551-in-tcp -p tcp --dport 443 -j ACCEPT
-A SECG-eni--e551-in-tcp-22 -s 192.0.2.200 -j ACCEPT
-A SECG-eni--e551-in-tcp-22 -s 203.0.113.0/25 -j ACCEPT
# ingress of eni-0a66b77c88d99e002
-A SECG-eni--e002-in -p tcp -j SECG-eni--e002-in-tcp
-A SECG-eni--e002-in -j SECG-INPUT-BASE
-A SECG-eni--e002-in -j DROP
# metrics ingress 1 (monitoring); metrics ingress 2
-A SECG-eni--e002-in-tcp -p tcp --dport 9100:9104 -g SECG-eni--e002-in-tcp-9100
-A SECG-eni--e002-in-tcp-9100 -s 10.20.8.10 -j ACCEPT
-A SECG-eni--e002-in-tcp-9100 -s 10.20.9.0/28 -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-OUTPUT -o lo -j ACCEPT
-A SECG-OUTPUT -s 10.20.1.10/31 -j SECG-eni--e551-out
-A SECG-OUTPUT -s 10.20.8.10 -j SECG-eni--e002-out
-A SECG-OUTPUT -j SECG-OUTPUT-BASE
# no interface of the definition
-A SECG-OUTPUT -j DROP
# baseline
# DHCPv4 client
-A SECG-OUTPUT-BASE -p udp --sport 68 --dport 67 -j ACCEPT
# cloud resolver
-A SECG-OUTPUT-BASE -d 169.254.169.253 -p udp --dport 53 -j ACCEPT
# cloud resolver
-A SECG-OUTPUT-BASE -d 169.254.169.253 -p tcp --dport 53 -j ACCEPT
# cloud instance metadata
-A SECG-OUTPUT-BASE -d 169.254.169.254 -p tcp --dport 80 -j ACCEPT
# cloud time
-A SECG-OUTPUT-BASE -d 169.254.169.123 -p udp --dport 123 -j ACCEPT
# cloud task metadata
-A SECG-OUTPUT-BASE -d 169.254.170.2 -p tcp --dport 80 -j ACCEPT
# egress of eni-0a11b22c33d44e551
# web egress default; administration egress 1
-A SECG-eni--e551-out -j ACCEPT
# egress of eni-0a66b77c88d99e002
-A SECG-eni--e002-out -p tcp -j SECG-eni--e002-out-tcp
-A SECG-eni--e002-out -j SECG-OUTPUT-BASE
-A SECG-eni--e002-out -j DROP
# metrics egress 1
-A SECG-eni--e002-out-tcp -p tcp --dport 9100:9104 -d 10.20.8.10 -j ACCEPT
# this host forwards nothing
-A SECG-FORWARD -j DROP
END_OF_RULES
}

early_ipv6() { :; }
early_ipv4() { :; }

say() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
}

# iptables-legacy makes a raw table by looking at it.
save() {
  case $1 in
    rules_ipv6) ip6tables-save -t filter ;;
    rules_ipv4) iptables-save -t filter ;;
    early_ipv6) no_raw ip6tables-save ip6 || ip6tables-save -t raw ;;
    early_ipv4) no_raw iptables-save ip || iptables-save -t raw ;;
  esac
}

no_raw() {
  case $("$1" -V 2>/dev/null) in *nf_tables*) false ;; *) ! grep -qsx raw "/proc/net/$2_tables_names" ;; esac
}

restore() {
  case $1 in
    *_ipv6) ip6tables-restore --noflush -w ${2-} ;;
    *_ipv4) iptables-restore --noflush -w ${2-} ;;
  esac
}

# Prints what of ours the table of $1 holds, as rules like those above.
ours() {
  { save "$1" || echo '# unreadable'; } |
    sed -n -e '/^:SECG-/p' -e '/^-A SECG-/p' -e 's/^-A \([A-Z]*\) -j SECG-\1$/-I \1 1 -j SECG-\1/p' \
      -e '/^:INPUT /p' -e '/^:OUTPUT /p' -e '/^:FORWARD /p' -e '/^# unreadable$/p'
}

readable() {
  case $1 in *'# unreadable') return 1 ;; esac
}

# Of rules as above: the names of their chains, and the built-in chains that jump to them.
outline() {
  sed -n -e 's/^:\(SECG-[^ ]*\) .*/\1/p' -e 's/^-I \([A-Z]*\) 1 -j SECG-\1$/\1/p' -e '/^# unreadable$/p'
}

# Prints the transaction after which the table of $1 holds the rules that $2 prints. Its outline is $3, that of what the
# table holds $4. Every chain of ours is declared, and so emptied, and those that are not in the rules are deleted in the
# end. A jump that is there stays where it is.
transaction() {
  stale=$(printf '%s\n' $3 $3 $4 | sed -n '/^SECG-/p' | LC_ALL=C sort | uniq -u)
  hooks=$(printf '%s\n' $3 | sed '/^SECG-/d')
  table=filter present=''
  case $1 in early_*) table=raw present='-e /^:OUTPUT./d' ;; esac
  echo "*$table"
  for hook in $(printf '%s\n' $4 | sed '/^SECG-/d'); do
    case $hooks in
      *"$hook"*) present="$present -e /^-I.$hook.1/d" ;;
      *)
        printf -- '-D %s -j SECG-%s\n' "$hook" "$hook"
        [ $table = raw ] || printf ':%s ACCEPT [0:0]\n' "$hook"
        ;;
    esac
  done
  for chain in $stale; do printf ':%s - [0:0]\n' "$chain"; done
  "$2" "$1" | sed -e '/^$/d' $present
  for chain in $stale; do printf -- '-X %s\n' "$chain"; done
  printf 'COMMIT\n'
}

# Makes the table of $1 hold the rules that $2 prints of it; with --test, only tries whether it could.
switch() {
  wanted=$("$2" "$1" | outline)
  held=$(ours "$1" | outline)
  readable "$held" || return 1
  [ -z "$wanted$held" ] || transaction "$1" "$2" "$wanted" "$held" | restore "$1" "${3-}"
}

# These rules need no sets, but a script for ipset may have left some.
prepare_sets() { :; }
open_sets() { :; }
fill_sets() { :; }
undo_sets() { :; }

destroy_sets() {
  command -v ipset >/dev/null || return 0
  for set in $(ipset -n list 2>/dev/null | sed -n '/^SECG[-+=]/p'); do ipset destroy "$set"; done
}

tidy_sets() {
  destroy_sets
}

new() { "$1"; }
before() { eval "printf '%s\n' \"\$before_$1\""; }

rules='rules_ipv6 rules_ipv4' early='early_ipv6 early_ipv4' switched='' cleared=''

switch_each() {
  what=$1
  shift
  for each; do switch "$each" "$what" || return 1; done
}

try_all() {
  for each in $rules $early; do switch "$each" new --test || return 1; done
}

# Raw tables are empty meanwhile: they must not drop what the rules let in.
switch_all() {
  cleared=$early
  switch_each : $early || return 1
  for each in $rules; do
    switch "$each" new || return 1
    switched="$switched $each"
  done
  switch_each new $early
}

undo() {
  switch_each : $cleared && switch_each before $switched && undo_sets && switch_each before $cleared
}

load() {
  for each in $rules $early; do
    eval "before_$each=\$(ours $each); readable \"\$before_$each\"" || {
      say 'not loaded: what is there cannot be read'
      exit 1
    }
  done
  # A signal must not stop this half way.
  trap '' HUP INT TERM
  if prepare_sets && try_all && open_sets && switch_all && fill_sets; then
    tidy_sets || say 'the firewall is loaded, but sets that it no longer needs are still in use'
  elif undo; then
    say 'not loaded; the firewall is as it was'
    exit 1
  else
    say 'not loaded, and the firewall could not be put back as it was'
    exit 1
  fi
}

unload() {
  trap '' HUP INT TERM
  switch_each : $early $rules && destroy_sets
}

for program in ip6tables-save ip6tables-restore iptables-save iptables-restore; do
  command -v "$program" >/dev/null || { say "$program is not installed"; exit 3; }
done

case $#,${1-} in
  0,) load ;;
  1,unload) unload ;;
  *) printf 'usage: sh %s [unload]\n' "$0" >&2; exit 2 ;;
esac
