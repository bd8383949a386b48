#!/bin/sh
# Firewall of host job-1 for ipset, made by secgroup 0.1.0. Do not edit: compile again.
# from examples/reject/reject.yaml (sha256 bbd0d0773d23b528...)
#
# Load:    sh FILE           IPv6 switches first, then IPv4, each in one transaction.
# Unload:  sh FILE unload    What the script added goes, and the policies become ACCEPT.
#
# If anything fails, the rules and sets are put back as they were, and the exit status is 1. Where that fails, too, it is 4.
set -euf
PATH="$PATH:/usr/sbin:/sbin" LC_ALL=C
export LC_ALL

# What the filter tables should hold of ours. Nothing in here is a command of this shell.
rules_ipv6() {
  cat <<'END_OF_RULES'
:INPUT DROP [0:0]
:OUTPUT DROP [0:0]
:FORWARD DROP [0:0]
:SECG-INPUT - [0:0]
:SECG-INPUT-BASE - [0:0]
:SECG-eth0-in - [0:0]
:SECG-OUTPUT - [0:0]
:SECG-eth0-out - [0:0]
:SECG-FORWARD - [0:0]
-I INPUT 1 -j SECG-INPUT
-I OUTPUT 1 -j SECG-OUTPUT
-I FORWARD 1 -j SECG-FORWARD
-A SECG-INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-INPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-INPUT -i lo -j ACCEPT
-A SECG-INPUT -i eth0 -j SECG-eth0-in
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
# ingress of eth0
-A SECG-eth0-in -j SECG-INPUT-BASE
-A SECG-eth0-in -j DROP
-A SECG-OUTPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-OUTPUT -o lo -j ACCEPT
-A SECG-OUTPUT -o eth0 -j SECG-eth0-out
# no interface of the definition
-A SECG-OUTPUT -j DROP
# egress of eth0
# caller egress 1
-A SECG-eth0-out -j ACCEPT
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
:SECG-eth0-in - [0:0]
:SECG-OUTPUT - [0:0]
:SECG-eth0-out - [0:0]
:SECG-FORWARD - [0:0]
-I INPUT 1 -j SECG-INPUT
-I OUTPUT 1 -j SECG-OUTPUT
-I FORWARD 1 -j SECG-FORWARD
-A SECG-INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-INPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-INPUT -i lo -j ACCEPT
-A SECG-INPUT -i eth0 -j SECG-eth0-in
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
# ingress of eth0
-A SECG-eth0-in -j SECG-INPUT-BASE
-A SECG-eth0-in -j DROP
-A SECG-OUTPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-OUTPUT -o lo -j ACCEPT
-A SECG-OUTPUT -o eth0 -j SECG-eth0-out
# no interface of the definition
-A SECG-OUTPUT -j DROP
# egress of eth0
# caller egress 1
-A SECG-eth0-out -j ACCEPT
# this host forwards nothing
-A SECG-FORWARD -j DROP
END_OF_RULES
}

early_ipv6() { :; }
early_ipv4() { :; }

# The sets that the rules look into. Nothing in here is a command of this shell.
sets() {
  cat <<'END_OF_SETS'

END_OF_SETS
}
