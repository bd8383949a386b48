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

resource "aws_ec2_managed_prefix_list" "office" {
  name           = "office"
  address_family = "IPv6"
  max_entries    = 1

  entry {
    cidr = "2001:db8:40::/48"
  }
}

resource "aws_ec2_managed_prefix_list" "resolvers" {
  name           = "resolvers"
  address_family = "IPv6"
  max_entries    = 2

  entry {
    cidr = "2001:db8:53::1/128"
  }

  entry {
    cidr = "2001:db8:53::2/128"
  }
}

resource "aws_security_group" "web" {
  name        = "web"
  description = "Public web tier"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "web_1" {
  security_group_id = aws_security_group.web.id
  description       = "public pages"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_2" {
  security_group_id = aws_security_group.web.id
  description       = "public pages"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_3" {
  security_group_id = aws_security_group.web.id
  ip_protocol       = "icmpv6"
  from_port         = 128
  to_port           = -1
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_4" {
  security_group_id = aws_security_group.web.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  prefix_list_id    = aws_ec2_managed_prefix_list.office.id
}

resource "aws_vpc_security_group_egress_rule" "web_1" {
  security_group_id = aws_security_group.web.id
  description       = "names"
  ip_protocol       = "tcp"
  from_port         = 53
  to_port           = 53
  prefix_list_id    = aws_ec2_managed_prefix_list.resolvers.id
}

resource "aws_vpc_security_group_egress_rule" "web_2" {
  security_group_id = aws_security_group.web.id
  description       = "names"
  ip_protocol       = "udp"
  from_port         = 53
  to_port           = 53
  prefix_list_id    = aws_ec2_managed_prefix_list.resolvers.id
}

resource "aws_vpc_security_group_egress_rule" "web_3" {
  security_group_id            = aws_security_group.web.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.app.id
}

resource "aws_security_group" "app" {
  name        = "app"
  description = "Application servers"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "app_1" {
  security_group_id            = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.web.id
}

resource "aws_vpc_security_group_ingress_rule" "app_2" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  prefix_list_id    = aws_ec2_managed_prefix_list.office.id
}

resource "aws_vpc_security_group_ingress_rule" "app_3" {
  security_group_id            = aws_security_group.app.id
  description                  = "cluster"
  ip_protocol                  = "tcp"
  from_port                    = 7000
  to_port                      = 7009
  referenced_security_group_id = aws_security_group.app.id
}

resource "aws_vpc_security_group_egress_rule" "app_1" {
  security_group_id = aws_security_group.app.id
  description       = "names"
  ip_protocol       = "tcp"
  from_port         = 53
  to_port           = 53
  prefix_list_id    = aws_ec2_managed_prefix_list.resolvers.id
}

resource "aws_vpc_security_group_egress_rule" "app_2" {
  security_group_id = aws_security_group.app.id
  description       = "names"
  ip_protocol       = "udp"
  from_port         = 53
  to_port           = 53
  prefix_list_id    = aws_ec2_managed_prefix_list.resolvers.id
}

resource "aws_vpc_security_group_egress_rule" "app_3" {
  security_group_id            = aws_security_group.app.id
  description                  = "cluster"
  ip_protocol                  = "tcp"
  from_port                    = 7000
  to_port                      = 7009
  referenced_security_group_id = aws_security_group.app.id
}
