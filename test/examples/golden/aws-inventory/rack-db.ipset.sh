#!/bin/sh
# Firewall of host rack-db for ipset, made by secgroup 0.1.0. Do not edit: compile again.
# from examples/aws/instances.json (sha256 dbf5ddf2bed91551...)
# from examples/aws/network-interfaces.json (sha256 24a087b6dde30ee9...)
# from examples/aws/pl-0e4f7a2b9c6d13850.json (sha256 40bd774236cb4b53...)
# from examples/aws/prefix-lists.json (sha256 b55fa70f56a433e0...)
# from examples/aws/security-groups.json (sha256 f02c6500946b961a...)
# from examples/aws-inventory/inventory.yaml (sha256 590f033df86c3160...)
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
:SECG-bond0-in - [0:0]
:SECG-bond0-in-tcp - [0:0]
:SECG-OUTPUT - [0:0]
:SECG-OUTPUT-BASE - [0:0]
:SECG-bond0-out - [0:0]
:SECG-FORWARD - [0:0]
-I INPUT 1 -j SECG-INPUT
-I OUTPUT 1 -j SECG-OUTPUT
-I FORWARD 1 -j SECG-FORWARD
-A SECG-INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-INPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-INPUT -i lo -j ACCEPT
-A SECG-INPUT -i bond0 -j SECG-bond0-in
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
# ingress of bond0
-A SECG-bond0-in -p tcp -j SECG-bond0-in-tcp
-A SECG-bond0-in -j SECG-INPUT-BASE
-A SECG-bond0-in -j DROP
# db ingress 1 (application)
-A SECG-bond0-in-tcp -p tcp --dport 5432 -m set --match-set SECG-group-admi-stration-v6-ip src -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-OUTPUT -o lo -j ACCEPT
-A SECG-OUTPUT -o bond0 -j SECG-bond0-out
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
# egress of bond0
-A SECG-bond0-out -j SECG-OUTPUT-BASE
-A SECG-bond0-out -j DROP
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
:SECG-bond0-in - [0:0]
:SECG-bond0-in-tcp - [0:0]
:SECG-bond0-in-tcp-22 - [0:0]
:SECG-OUTPUT - [0:0]
:SECG-bond0-out - [0:0]
:SECG-FORWARD - [0:0]
-I INPUT 1 -j SECG-INPUT
-I OUTPUT 1 -j SECG-OUTPUT
-I FORWARD 1 -j SECG-FORWARD
-A SECG-INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-INPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-INPUT -i lo -j ACCEPT
-A SECG-INPUT -i bond0 -j SECG-bond0-in
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
# ingress of bond0
-A SECG-bond0-in -p tcp -j SECG-bond0-in-tcp
-A SECG-bond0-in -j SECG-INPUT-BASE
-A SECG-bond0-in -j DROP
# administration ingress 1 (office)
-A SECG-bond0-in-tcp -p tcp --dport 22 -g SECG-bond0-in-tcp-22
# db ingress 1 (application); db ingress 2 (replication)
-A SECG-bond0-in-tcp -p tcp --dport 5432 -m set --match-set SECG-bond0-in-tcp-5432-v4-ip src -j ACCEPT
-A SECG-bond0-in-tcp-22 -m set --match-set SECG-list-office-v4-ip src -j ACCEPT
-A SECG-bond0-in-tcp-22 -m set --match-set SECG-list-office-v4-net src -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-OUTPUT -o lo -j ACCEPT
-A SECG-OUTPUT -o bond0 -j SECG-bond0-out
# no interface of the definition
-A SECG-OUTPUT -j DROP
# egress of bond0
# db egress 1 (replication); administration egress 1
-A SECG-bond0-out -j ACCEPT
# this host forwards nothing
-A SECG-FORWARD -j DROP
END_OF_RULES
}

early_ipv6() { :; }
early_ipv4() { :; }

# The sets that the rules look into. Nothing in here is a command of this shell.
sets() {
  cat <<'END_OF_SETS'
# administration ingress 1 (office)
create SECG-list-office-v4-ip hash:ip family inet hashsize 64 maxelem 65536
add SECG-list-office-v4-ip 192.0.2.200
# administration ingress 1 (office)
create SECG-list-office-v4-net hash:net family inet hashsize 64 maxelem 65536
add SECG-list-office-v4-net 203.0.113.0/25
# db ingress 1 (application); db ingress 2 (replication)
create SECG-bond0-in-tcp-5432-v4-ip hash:ip family inet hashsize 64 maxelem 65536
add SECG-bond0-in-tcp-5432-v4-ip 10.20.1.10
add SECG-bond0-in-tcp-5432-v4-ip 10.20.1.11
add SECG-bond0-in-tcp-5432-v4-ip 10.20.1.50
add SECG-bond0-in-tcp-5432-v4-ip 10.20.1.77
add SECG-bond0-in-tcp-5432-v4-ip 10.20.3.10
add SECG-bond0-in-tcp-5432-v4-ip 10.20.3.50
# db ingress 1 (application)
create SECG-group-admi-stration-v6-ip hash:ip family inet6 hashsize 64 maxelem 65536
add SECG-group-admi-stration-v6-ip 2001:db8:20:1::10
add SECG-group-admi-stration-v6-ip 2001:db8:20:1::50
END_OF_SETS
}
