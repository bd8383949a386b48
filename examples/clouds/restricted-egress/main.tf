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

resource "aws_ec2_managed_prefix_list" "resolvers" {
  name           = "resolvers"
  address_family = "IPv4"
  max_entries    = 1

  entry {
    cidr = "10.0.0.2/31"
  }
}

resource "aws_ec2_managed_prefix_list" "mirrors_ipv4" {
  name           = "mirrors"
  address_family = "IPv4"
  max_entries    = 3

  entry {
    cidr = "192.0.2.16/28"
  }

  entry {
    cidr = "192.0.2.40/30"
  }

  entry {
    cidr = "198.51.100.7/32"
  }
}

resource "aws_ec2_managed_prefix_list" "mirrors_ipv6" {
  name           = "mirrors"
  address_family = "IPv6"
  max_entries    = 1

  entry {
    cidr = "2001:db8:feed::/56"
  }
}

resource "aws_security_group" "base" {
  name        = "base"
  description = "What every host may ask for"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_egress_rule" "base_1" {
  security_group_id = aws_security_group.base.id
  description       = "names"
  ip_protocol       = "tcp"
  from_port         = 53
  to_port           = 53
  prefix_list_id    = aws_ec2_managed_prefix_list.resolvers.id
}

resource "aws_vpc_security_group_egress_rule" "base_2" {
  security_group_id = aws_security_group.base.id
  description       = "names"
  ip_protocol       = "udp"
  from_port         = 53
  to_port           = 53
  prefix_list_id    = aws_ec2_managed_prefix_list.resolvers.id
}

resource "aws_vpc_security_group_egress_rule" "base_3" {
  security_group_id = aws_security_group.base.id
  ip_protocol       = "udp"
  from_port         = 123
  to_port           = 123
  cidr_ipv4         = "10.0.0.4/32"
}

resource "aws_security_group" "app" {
  name        = "app"
  description = "Application servers"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "app_1" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "tcp"
  from_port         = 8080
  to_port           = 8080
  cidr_ipv4         = "10.0.0.0/16"
}

resource "aws_vpc_security_group_egress_rule" "app_1" {
  security_group_id = aws_security_group.app.id
  description       = "package mirrors"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  prefix_list_id    = aws_ec2_managed_prefix_list.mirrors_ipv4.id
}

resource "aws_vpc_security_group_egress_rule" "app_2" {
  security_group_id = aws_security_group.app.id
  description       = "package mirrors"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  prefix_list_id    = aws_ec2_managed_prefix_list.mirrors_ipv6.id
}

resource "aws_vpc_security_group_egress_rule" "app_3" {
  security_group_id = aws_security_group.app.id
  description       = "package mirrors"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_ec2_managed_prefix_list.mirrors_ipv4.id
}

resource "aws_vpc_security_group_egress_rule" "app_4" {
  security_group_id = aws_security_group.app.id
  description       = "package mirrors"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_ec2_managed_prefix_list.mirrors_ipv6.id
}

resource "aws_vpc_security_group_egress_rule" "app_5" {
  security_group_id            = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.db.id
}

resource "aws_security_group" "db" {
  name        = "db"
  description = "Answers, and never asks"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "db_1" {
  security_group_id            = aws_security_group.db.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.app.id
}
