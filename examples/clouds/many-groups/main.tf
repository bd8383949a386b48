terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "vpc_id" {
  type = string
}

resource "aws_ec2_managed_prefix_list" "office_ipv4" {
  name           = "office"
  address_family = "IPv4"
  max_entries    = 1

  entry {
    cidr = "203.0.113.0/24"
  }
}

resource "aws_ec2_managed_prefix_list" "office_ipv6" {
  name           = "office"
  address_family = "IPv6"
  max_entries    = 1

  entry {
    cidr = "2001:db8:40::/48"
  }
}

resource "aws_ec2_managed_prefix_list" "vpn" {
  name           = "vpn"
  address_family = "IPv4"
  max_entries    = 2

  entry {
    cidr = "198.51.100.64/26"
  }

  entry {
    cidr = "203.0.113.128/25"
  }
}

resource "aws_security_group" "ssh_office" {
  name   = "ssh-office"
  vpc_id = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "ssh_office_1" {
  security_group_id = aws_security_group.ssh_office.id
  description       = "office"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  prefix_list_id    = aws_ec2_managed_prefix_list.office_ipv4.id
}

resource "aws_vpc_security_group_ingress_rule" "ssh_office_2" {
  security_group_id = aws_security_group.ssh_office.id
  description       = "office"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  prefix_list_id    = aws_ec2_managed_prefix_list.office_ipv6.id
}

resource "aws_vpc_security_group_egress_rule" "ssh_office_1" {
  security_group_id = aws_security_group.ssh_office.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "ssh_office_2" {
  security_group_id = aws_security_group.ssh_office.id
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}

resource "aws_security_group" "ssh_vpn" {
  name        = "ssh-vpn"
  description = "Half of it lies within the prefix of the office"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "ssh_vpn_1" {
  security_group_id = aws_security_group.ssh_vpn.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  prefix_list_id    = aws_ec2_managed_prefix_list.vpn.id
}

resource "aws_vpc_security_group_egress_rule" "ssh_vpn_1" {
  security_group_id = aws_security_group.ssh_vpn.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "ssh_vpn_2" {
  security_group_id = aws_security_group.ssh_vpn.id
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}

resource "aws_security_group" "ssh_internal" {
  name        = "ssh-internal"
  description = "Two halves of one network"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "ssh_internal_1" {
  security_group_id = aws_security_group.ssh_internal.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "10.0.0.0/17"
}

resource "aws_vpc_security_group_ingress_rule" "ssh_internal_2" {
  security_group_id = aws_security_group.ssh_internal.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "10.0.128.0/17"
}

resource "aws_vpc_security_group_egress_rule" "ssh_internal_1" {
  security_group_id = aws_security_group.ssh_internal.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "ssh_internal_2" {
  security_group_id = aws_security_group.ssh_internal.id
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "web_1" {
  security_group_id = aws_security_group.web.id
  description       = "public pages"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_2" {
  security_group_id = aws_security_group.web.id
  description       = "public pages"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_3" {
  security_group_id = aws_security_group.web.id
  description       = "public pages"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_4" {
  security_group_id = aws_security_group.web.id
  description       = "public pages"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_egress_rule" "web_1" {
  security_group_id = aws_security_group.web.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "web_2" {
  security_group_id = aws_security_group.web.id
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}

resource "aws_security_group" "web_internal" {
  name        = "web-internal"
  description = "Already allowed by the group web"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "web_internal_1" {
  security_group_id = aws_security_group.web_internal.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.0.0.0/8"
}

resource "aws_vpc_security_group_egress_rule" "web_internal_1" {
  security_group_id = aws_security_group.web_internal.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "web_internal_2" {
  security_group_id = aws_security_group.web_internal.id
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}

resource "aws_security_group" "services_low" {
  name        = "services-low"
  description = "Ports 8000 to 8080, next to those of services-high"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "services_low_1" {
  security_group_id = aws_security_group.services_low.id
  ip_protocol       = "tcp"
  from_port         = 8000
  to_port           = 8080
  cidr_ipv4         = "10.0.0.0/16"
}

resource "aws_vpc_security_group_egress_rule" "services_low_1" {
  security_group_id = aws_security_group.services_low.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "services_low_2" {
  security_group_id = aws_security_group.services_low.id
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}

resource "aws_security_group" "services_high" {
  name   = "services-high"
  vpc_id = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "services_high_1" {
  security_group_id = aws_security_group.services_high.id
  ip_protocol       = "tcp"
  from_port         = 8081
  to_port           = 8099
  cidr_ipv4         = "10.0.0.0/16"
}

resource "aws_vpc_security_group_ingress_rule" "services_high_2" {
  security_group_id = aws_security_group.services_high.id
  ip_protocol       = "tcp"
  from_port         = 8443
  to_port           = 8443
  cidr_ipv4         = "10.1.0.0/16"
}

resource "aws_vpc_security_group_egress_rule" "services_high_1" {
  security_group_id = aws_security_group.services_high.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "services_high_2" {
  security_group_id = aws_security_group.services_high.id
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}

resource "aws_security_group" "monitoring" {
  name   = "monitoring"
  vpc_id = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "monitoring_01" {
  security_group_id = aws_security_group.monitoring.id
  description       = "metrics"
  ip_protocol       = "tcp"
  from_port         = 9100
  to_port           = 9100
  cidr_ipv4         = "10.0.9.1/32"
}

resource "aws_vpc_security_group_ingress_rule" "monitoring_02" {
  security_group_id = aws_security_group.monitoring.id
  description       = "metrics"
  ip_protocol       = "tcp"
  from_port         = 9100
  to_port           = 9100
  cidr_ipv4         = "10.0.9.2/32"
}

resource "aws_vpc_security_group_ingress_rule" "monitoring_03" {
  security_group_id = aws_security_group.monitoring.id
  description       = "metrics"
  ip_protocol       = "tcp"
  from_port         = 9100
  to_port           = 9100
  cidr_ipv4         = "10.0.9.3/32"
}

resource "aws_vpc_security_group_ingress_rule" "monitoring_04" {
  security_group_id = aws_security_group.monitoring.id
  description       = "metrics"
  ip_protocol       = "tcp"
  from_port         = 9100
  to_port           = 9100
  cidr_ipv4         = "10.0.9.4/32"
}

resource "aws_vpc_security_group_ingress_rule" "monitoring_05" {
  security_group_id = aws_security_group.monitoring.id
  description       = "metrics"
  ip_protocol       = "tcp"
  from_port         = 9101
  to_port           = 9101
  cidr_ipv4         = "10.0.9.1/32"
}

resource "aws_vpc_security_group_ingress_rule" "monitoring_06" {
  security_group_id = aws_security_group.monitoring.id
  description       = "metrics"
  ip_protocol       = "tcp"
  from_port         = 9101
  to_port           = 9101
  cidr_ipv4         = "10.0.9.2/32"
}

resource "aws_vpc_security_group_ingress_rule" "monitoring_07" {
  security_group_id = aws_security_group.monitoring.id
  description       = "metrics"
  ip_protocol       = "tcp"
  from_port         = 9101
  to_port           = 9101
  cidr_ipv4         = "10.0.9.3/32"
}

resource "aws_vpc_security_group_ingress_rule" "monitoring_08" {
  security_group_id = aws_security_group.monitoring.id
  description       = "metrics"
  ip_protocol       = "tcp"
  from_port         = 9101
  to_port           = 9101
  cidr_ipv4         = "10.0.9.4/32"
}

resource "aws_vpc_security_group_ingress_rule" "monitoring_09" {
  security_group_id = aws_security_group.monitoring.id
  description       = "metrics"
  ip_protocol       = "tcp"
  from_port         = 9102
  to_port           = 9102
  cidr_ipv4         = "10.0.9.1/32"
}

resource "aws_vpc_security_group_ingress_rule" "monitoring_10" {
  security_group_id = aws_security_group.monitoring.id
  description       = "metrics"
  ip_protocol       = "tcp"
  from_port         = 9102
  to_port           = 9102
  cidr_ipv4         = "10.0.9.2/32"
}

resource "aws_vpc_security_group_ingress_rule" "monitoring_11" {
  security_group_id = aws_security_group.monitoring.id
  description       = "metrics"
  ip_protocol       = "tcp"
  from_port         = 9102
  to_port           = 9102
  cidr_ipv4         = "10.0.9.3/32"
}

resource "aws_vpc_security_group_ingress_rule" "monitoring_12" {
  security_group_id = aws_security_group.monitoring.id
  description       = "metrics"
  ip_protocol       = "tcp"
  from_port         = 9102
  to_port           = 9102
  cidr_ipv4         = "10.0.9.4/32"
}

resource "aws_vpc_security_group_ingress_rule" "monitoring_13" {
  security_group_id = aws_security_group.monitoring.id
  description       = "all of ICMP"
  ip_protocol       = "icmp"
  from_port         = -1
  to_port           = -1
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "monitoring_14" {
  security_group_id = aws_security_group.monitoring.id
  description       = "all of ICMP"
  ip_protocol       = "icmpv6"
  from_port         = -1
  to_port           = -1
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_egress_rule" "monitoring_1" {
  security_group_id = aws_security_group.monitoring.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "monitoring_2" {
  security_group_id = aws_security_group.monitoring.id
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}

resource "aws_security_group" "ping" {
  name   = "ping"
  vpc_id = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "ping_1" {
  security_group_id = aws_security_group.ping.id
  description       = "ping"
  ip_protocol       = "icmp"
  from_port         = 8
  to_port           = -1
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "ping_2" {
  security_group_id = aws_security_group.ping.id
  description       = "ping"
  ip_protocol       = "icmpv6"
  from_port         = 128
  to_port           = -1
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_egress_rule" "ping_1" {
  security_group_id = aws_security_group.ping.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "ping_2" {
  security_group_id = aws_security_group.ping.id
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}
