#!/bin/sh
# Firewall of host rack-web for iptables, made by secgroup 0.1.0. Do not edit: compile again.
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
:SECG-eth0-in - [0:0]
:SECG-eth0-in-tcp - [0:0]
:SECG-eth1-in - [0:0]
:SECG-OUTPUT - [0:0]
:SECG-OUTPUT-BASE - [0:0]
:SECG-eth0-out - [0:0]
:SECG-eth1-out - [0:0]
:SECG-FORWARD - [0:0]
-I INPUT 1 -j SECG-INPUT
-I OUTPUT 1 -j SECG-OUTPUT
-I FORWARD 1 -j SECG-FORWARD
-A SECG-INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-INPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-INPUT -i lo -j ACCEPT
-A SECG-INPUT -i eth0 -j SECG-eth0-in
-A SECG-INPUT -i eth1 -j SECG-eth1-in
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
-A SECG-eth0-in -p tcp -j SECG-eth0-in-tcp
-A SECG-eth0-in -j SECG-INPUT-BASE
-A SECG-eth0-in -j DROP
# web ingress 2
-A SECG-eth0-in-tcp -p tcp --dport 80 -j ACCEPT
# web ingress 4
-A SECG-eth0-in-tcp -p tcp --dport 443 -j ACCEPT
# ingress of eth1
-A SECG-eth1-in -j SECG-INPUT-BASE
-A SECG-eth1-in -j DROP
-A SECG-OUTPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-OUTPUT -o lo -j ACCEPT
-A SECG-OUTPUT -o eth0 -j SECG-eth0-out
-A SECG-OUTPUT -o eth1 -j SECG-eth1-out
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
# egress of eth0
# web egress default
-A SECG-eth0-out -j ACCEPT
# egress of eth1
-A SECG-eth1-out -j SECG-OUTPUT-BASE
-A SECG-eth1-out -j DROP
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
:SECG-eth0-in-icmp - [0:0]
:SECG-eth0-in-tcp - [0:0]
:SECG-eth0-in-tcp-22 - [0:0]
:SECG-eth1-in - [0:0]
:SECG-eth1-in-tcp - [0:0]
:SECG-eth1-in-tcp-9100 - [0:0]
:SECG-OUTPUT - [0:0]
:SECG-OUTPUT-BASE - [0:0]
:SECG-eth0-out - [0:0]
:SECG-eth1-out - [0:0]
:SECG-eth1-out-tcp - [0:0]
:SECG-eth1-out-tcp-9100 - [0:0]
:SECG-FORWARD - [0:0]
-I INPUT 1 -j SECG-INPUT
-I OUTPUT 1 -j SECG-OUTPUT
-I FORWARD 1 -j SECG-FORWARD
-A SECG-INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-INPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-INPUT -i lo -j ACCEPT
-A SECG-INPUT -i eth0 -j SECG-eth0-in
-A SECG-INPUT -i eth1 -j SECG-eth1-in
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
-A SECG-eth0-in -p icmp -j SECG-eth0-in-icmp
-A SECG-eth0-in -p tcp -j SECG-eth0-in-tcp
-A SECG-eth0-in -j SECG-INPUT-BASE
-A SECG-eth0-in -j DROP
# web ingress 5 (ping)
-A SECG-eth0-in-icmp -p icmp --icmp-type 8 -j ACCEPT
# administration ingress 1 (office)
-A SECG-eth0-in-tcp -p tcp --dport 22 -g SECG-eth0-in-tcp-22
# web ingress 1
-A SECG-eth0-in-tcp -p tcp --dport 80 -j ACCEPT
# web ingress 3
-A SECG-eth0-in-tcp -p tcp --dport 443 -j ACCEPT
-A SECG-eth0-in-tcp-22 -s 192.0.2.200 -j ACCEPT
-A SECG-eth0-in-tcp-22 -s 203.0.113.0/25 -j ACCEPT
# ingress of eth1
-A SECG-eth1-in -p tcp -j SECG-eth1-in-tcp
-A SECG-eth1-in -j SECG-INPUT-BASE
-A SECG-eth1-in -j DROP
# metrics ingress 1 (monitoring); metrics ingress 2
-A SECG-eth1-in-tcp -p tcp --dport 9100:9104 -g SECG-eth1-in-tcp-9100
-A SECG-eth1-in-tcp-9100 -s 10.20.8.10 -j ACCEPT
-A SECG-eth1-in-tcp-9100 -s 10.20.8.50 -j ACCEPT
-A SECG-eth1-in-tcp-9100 -s 10.20.9.0/28 -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-OUTPUT -o lo -j ACCEPT
-A SECG-OUTPUT -o eth0 -j SECG-eth0-out
-A SECG-OUTPUT -o eth1 -j SECG-eth1-out
# no interface of the definition
-A SECG-OUTPUT -j DROP
# baseline
# DHCPv4 client
-A SECG-OUTPUT-BASE -p udp --sport 68 --dport 67 -j ACCEPT
# egress of eth0
# web egress default; administration egress 1
-A SECG-eth0-out -j ACCEPT
# egress of eth1
-A SECG-eth1-out -p tcp -j SECG-eth1-out-tcp
-A SECG-eth1-out -j SECG-OUTPUT-BASE
-A SECG-eth1-out -j DROP
# metrics egress 1
-A SECG-eth1-out-tcp -p tcp --dport 9100:9104 -g SECG-eth1-out-tcp-9100
-A SECG-eth1-out-tcp-9100 -d 10.20.8.10 -j ACCEPT
-A SECG-eth1-out-tcp-9100 -d 10.20.8.50 -j ACCEPT
# this host forwards nothing
-A SECG-FORWARD -j DROP
END_OF_RULES
}

early_ipv6() { :; }
early_ipv4() { :; }
