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

resource "aws_security_group" "web" {
  name        = "web"
  description = "Public web server"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "web_01" {
  security_group_id = aws_security_group.web.id
  description       = "public pages"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_02" {
  security_group_id = aws_security_group.web.id
  description       = "public pages"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_03" {
  security_group_id = aws_security_group.web.id
  description       = "public pages"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_04" {
  security_group_id = aws_security_group.web.id
  description       = "public pages"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_05" {
  security_group_id = aws_security_group.web.id
  description       = "HTTP/3"
  ip_protocol       = "udp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_06" {
  security_group_id = aws_security_group.web.id
  description       = "HTTP/3"
  ip_protocol       = "udp"
  from_port         = 443
  to_port           = 443
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_07" {
  security_group_id = aws_security_group.web.id
  description       = "ping"
  ip_protocol       = "icmp"
  from_port         = 8
  to_port           = -1
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_08" {
  security_group_id = aws_security_group.web.id
  description       = "ping"
  ip_protocol       = "icmpv6"
  from_port         = 128
  to_port           = -1
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_09" {
  security_group_id = aws_security_group.web.id
  description       = "administration"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  prefix_list_id    = aws_ec2_managed_prefix_list.office_ipv4.id
}

resource "aws_vpc_security_group_ingress_rule" "web_10" {
  security_group_id = aws_security_group.web.id
  description       = "administration"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  prefix_list_id    = aws_ec2_managed_prefix_list.office_ipv6.id
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
