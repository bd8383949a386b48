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

resource "aws_security_group" "bastion" {
  name        = "bastion"
  description = "SSH entry point"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "bastion_1" {
  security_group_id = aws_security_group.bastion.id
  description       = "from the office"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  prefix_list_id    = aws_ec2_managed_prefix_list.office_ipv4.id
}

resource "aws_vpc_security_group_ingress_rule" "bastion_2" {
  security_group_id = aws_security_group.bastion.id
  description       = "from the office"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  prefix_list_id    = aws_ec2_managed_prefix_list.office_ipv6.id
}

resource "aws_vpc_security_group_egress_rule" "bastion_1" {
  security_group_id            = aws_security_group.bastion.id
  description                  = "administration"
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
  referenced_security_group_id = aws_security_group.web.id
}

resource "aws_vpc_security_group_egress_rule" "bastion_2" {
  security_group_id            = aws_security_group.bastion.id
  description                  = "administration"
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
  referenced_security_group_id = aws_security_group.app.id
}

resource "aws_vpc_security_group_egress_rule" "bastion_3" {
  security_group_id            = aws_security_group.bastion.id
  description                  = "administration"
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
  referenced_security_group_id = aws_security_group.db.id
}

resource "aws_security_group" "web" {
  name        = "web"
  description = "Public web tier"
  vpc_id      = var.vpc_id

  tags = {
    tier = "front"
  }
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

resource "aws_vpc_security_group_ingress_rule" "web_5" {
  security_group_id            = aws_security_group.web.id
  description                  = "administration"
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
  referenced_security_group_id = aws_security_group.bastion.id
}

resource "aws_vpc_security_group_ingress_rule" "web_6" {
  security_group_id = aws_security_group.web.id
  description       = "ping"
  ip_protocol       = "icmp"
  from_port         = 8
  to_port           = -1
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_7" {
  security_group_id = aws_security_group.web.id
  description       = "ping"
  ip_protocol       = "icmpv6"
  from_port         = 128
  to_port           = -1
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

resource "aws_security_group" "app" {
  name        = "app"
  description = "Application servers"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "app_1" {
  security_group_id            = aws_security_group.app.id
  description                  = "requests"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.web.id
}

resource "aws_vpc_security_group_ingress_rule" "app_2" {
  security_group_id            = aws_security_group.app.id
  description                  = "requests"
  ip_protocol                  = "tcp"
  from_port                    = 8443
  to_port                      = 8443
  referenced_security_group_id = aws_security_group.web.id
}

resource "aws_vpc_security_group_ingress_rule" "app_3" {
  security_group_id            = aws_security_group.app.id
  description                  = "administration"
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
  referenced_security_group_id = aws_security_group.bastion.id
}

resource "aws_vpc_security_group_egress_rule" "app_1" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "app_2" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}

resource "aws_security_group" "db" {
  name        = "db"
  description = "PostgreSQL; talks to nobody of its own accord"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "db_1" {
  security_group_id            = aws_security_group.db.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.app.id
}

resource "aws_vpc_security_group_ingress_rule" "db_2" {
  security_group_id            = aws_security_group.db.id
  description                  = "replication"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.db.id
}

resource "aws_vpc_security_group_ingress_rule" "db_3" {
  security_group_id            = aws_security_group.db.id
  description                  = "administration"
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
  referenced_security_group_id = aws_security_group.bastion.id
}

resource "aws_vpc_security_group_egress_rule" "db_1" {
  security_group_id            = aws_security_group.db.id
  description                  = "replication"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.db.id
}
