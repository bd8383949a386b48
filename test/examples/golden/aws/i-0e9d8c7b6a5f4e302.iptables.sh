#!/bin/sh
# Firewall of host i-0e9d8c7b6a5f4e302 (db-1) for iptables, made by secgroup 0.1.0. Do not edit: compile again.
# from examples/aws/instances.json (sha256 dbf5ddf2bed91551...)
# from examples/aws/network-interfaces.json (sha256 24a087b6dde30ee9...)
# from examples/aws/pl-0e4f7a2b9c6d13850.json (sha256 40bd774236cb4b53...)
# from examples/aws/prefix-lists.json (sha256 b55fa70f56a433e0...)
# from examples/aws/security-groups.json (sha256 f02c6500946b961a...)
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
:SECG-OUTPUT - [0:0]
:SECG-FORWARD - [0:0]
-I INPUT 1 -j SECG-INPUT
-I OUTPUT 1 -j SECG-OUTPUT
-I FORWARD 1 -j SECG-FORWARD
-A SECG-INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-INPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-INPUT -i lo -j ACCEPT
# no interface of the definition
-A SECG-INPUT -j DROP
-A SECG-OUTPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-OUTPUT -o lo -j ACCEPT
# no interface of the definition
-A SECG-OUTPUT -j DROP
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
:SECG-eni--f563-in - [0:0]
:SECG-eni--f563-in-tcp - [0:0]
:SECG-eni--f563-in-tcp-22 - [0:0]
:SECG-eni--f563-in-tcp-5432 - [0:0]
:SECG-OUTPUT - [0:0]
:SECG-OUTPUT-BASE - [0:0]
:SECG-eni--f563-out - [0:0]
:SECG-FORWARD - [0:0]
-I INPUT 1 -j SECG-INPUT
-I OUTPUT 1 -j SECG-OUTPUT
-I FORWARD 1 -j SECG-FORWARD
-A SECG-INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-INPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-INPUT -i lo -j ACCEPT
-A SECG-INPUT -d 10.20.3.10 -j SECG-eni--f563-in
# for many, so for eni-0b12c23d34e45f563
-A SECG-INPUT -m addrtype --dst-type BROADCAST,MULTICAST -j SECG-eni--f563-in
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
# ingress of eni-0b12c23d34e45f563
-A SECG-eni--f563-in -p tcp -j SECG-eni--f563-in-tcp
-A SECG-eni--f563-in -j SECG-INPUT-BASE
-A SECG-eni--f563-in -j DROP
# administration ingress 1 (office)
-A SECG-eni--f563-in-tcp -p tcp --dport 22 -g SECG-eni--f563-in-tcp-22
# db ingress 1 (application); db ingress 2 (replication)
-A SECG-eni--f563-in-tcp -p tcp --dport 5432 -g SECG-eni--f563-in-tcp-5432
-A SECG-eni--f563-in-tcp-22 -s 192.0.2.200 -j ACCEPT
-A SECG-eni--f563-in-tcp-22 -s 203.0.113.0/25 -j ACCEPT
-A SECG-eni--f563-in-tcp-5432 -s 10.20.1.10/31 -j ACCEPT
-A SECG-eni--f563-in-tcp-5432 -s 10.20.1.77 -j ACCEPT
-A SECG-eni--f563-in-tcp-5432 -s 10.20.3.10 -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-OUTPUT -o lo -j ACCEPT
-A SECG-OUTPUT -s 10.20.3.10 -j SECG-eni--f563-out
# for many, so for eni-0b12c23d34e45f563
-A SECG-OUTPUT -m addrtype --dst-type BROADCAST,MULTICAST -j SECG-eni--f563-out
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
# egress of eni-0b12c23d34e45f563
# db egress 1 (replication); administration egress 1
-A SECG-eni--f563-out -j ACCEPT
# this host forwards nothing
-A SECG-FORWARD -j DROP
END_OF_RULES
}

early_ipv6() { :; }
early_ipv4() { :; }
