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

variable "administrator" {
  type        = string
  description = "The one place to administrate from, as a prefix"
}

resource "aws_security_group" "edge" {
  name        = "edge"
  description = "Reverse proxy"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "edge_1" {
  security_group_id = aws_security_group.edge.id
  description       = "public pages"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "edge_2" {
  security_group_id = aws_security_group.edge.id
  description       = "public pages"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_ingress_rule" "edge_3" {
  security_group_id = aws_security_group.edge.id
  description       = "public pages"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "edge_4" {
  security_group_id = aws_security_group.edge.id
  description       = "public pages"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_egress_rule" "edge_1" {
  security_group_id = aws_security_group.edge.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "edge_2" {
  security_group_id = aws_security_group.edge.id
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}

resource "aws_security_group" "admin" {
  name        = "admin"
  description = "Administration from one place"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "admin_1" {
  security_group_id = aws_security_group.admin.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = var.administrator
}
