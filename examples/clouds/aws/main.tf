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

variable "subnet_id" {
  type = string
}

variable "ami" {
  type = string
}

variable "instance_type" {
  type    = string
  default = "t3.micro"
}

resource "aws_ec2_managed_prefix_list" "office" {
  name           = "office"
  address_family = "IPv4"
  max_entries    = 10

  entry {
    cidr = "192.0.2.200/32"
  }

  entry {
    cidr = "203.0.113.0/25"
  }
}

resource "aws_ec2_managed_prefix_list" "s3" {
  name           = "com.amazonaws.eu-central-1.s3"
  address_family = "IPv4"
  max_entries    = 1
}

resource "aws_security_group" "web" {
  name        = "web"
  description = "Public web tier"
  vpc_id      = var.vpc_id

  tags = {
    Name = "web"
    tier = "front"
  }
}

resource "aws_vpc_security_group_ingress_rule" "web_1" {
  security_group_id = aws_security_group.web.id
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_2" {
  security_group_id = aws_security_group.web.id
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_3" {
  security_group_id = aws_security_group.web.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_4" {
  security_group_id = aws_security_group.web.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_ingress_rule" "web_5" {
  security_group_id = aws_security_group.web.id
  description       = "ping"
  ip_protocol       = "icmp"
  from_port         = 8
  to_port           = -1
  cidr_ipv4         = "0.0.0.0/0"
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

resource "aws_security_group" "administration" {
  name        = "administration"
  description = "SSH from the office"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "administration_1" {
  security_group_id = aws_security_group.administration.id
  description       = "office"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  prefix_list_id    = aws_ec2_managed_prefix_list.office.id
}

resource "aws_vpc_security_group_ingress_rule" "administration_2" {
  security_group_id            = aws_security_group.administration.id
  description                  = "jump host of the other account"
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
  referenced_security_group_id = "210987654321/sg-0f8e7d6c5b4a39281"
}

resource "aws_vpc_security_group_egress_rule" "administration_1" {
  security_group_id = aws_security_group.administration.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "metrics" {
  name        = "metrics"
  description = "Exporters, read by each other and by monitoring"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "metrics_1" {
  security_group_id = aws_security_group.metrics.id
  description       = "monitoring"
  ip_protocol       = "tcp"
  from_port         = 9100
  to_port           = 9104
  cidr_ipv4         = "10.20.9.0/28"
}

resource "aws_vpc_security_group_ingress_rule" "metrics_2" {
  security_group_id            = aws_security_group.metrics.id
  ip_protocol                  = "tcp"
  from_port                    = 9100
  to_port                      = 9104
  referenced_security_group_id = aws_security_group.metrics.id
}

resource "aws_vpc_security_group_egress_rule" "metrics_1" {
  security_group_id            = aws_security_group.metrics.id
  ip_protocol                  = "tcp"
  from_port                    = 9100
  to_port                      = 9104
  referenced_security_group_id = aws_security_group.metrics.id
}

resource "aws_security_group" "db" {
  name        = "db"
  description = "PostgreSQL"
  vpc_id      = var.vpc_id

  tags = {
    Name = "db"
  }
}

resource "aws_vpc_security_group_ingress_rule" "db_1" {
  security_group_id            = aws_security_group.db.id
  description                  = "application"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.web.id
}

resource "aws_vpc_security_group_ingress_rule" "db_2" {
  security_group_id            = aws_security_group.db.id
  description                  = "replication"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.db.id
}

resource "aws_vpc_security_group_egress_rule" "db_1" {
  security_group_id            = aws_security_group.db.id
  description                  = "replication"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.db.id
}

resource "aws_network_interface" "web_1_front" {
  subnet_id       = var.subnet_id
  security_groups = [aws_security_group.web.id, aws_security_group.administration.id]
  private_ips     = ["10.20.1.10", "10.20.1.11"]
  ipv6_addresses  = ["2001:db8:20:1::10"]
}

resource "aws_network_interface" "web_1_metrics" {
  subnet_id       = var.subnet_id
  security_groups = [aws_security_group.metrics.id]
  private_ips     = ["10.20.8.10"]
}

resource "aws_instance" "web_1" {
  ami           = var.ami
  instance_type = var.instance_type

  tags = {
    Name = "web-1"
  }

  network_interface {
    device_index         = 0
    network_interface_id = aws_network_interface.web_1_front.id
  }

  network_interface {
    device_index         = 1
    network_interface_id = aws_network_interface.web_1_metrics.id
  }
}

resource "aws_network_interface" "db_1" {
  subnet_id       = var.subnet_id
  security_groups = [aws_security_group.db.id, aws_security_group.administration.id]
  private_ips     = ["10.20.3.10"]
}

resource "aws_instance" "db_1" {
  ami           = var.ami
  instance_type = var.instance_type

  tags = {
    Name = "db-1"
  }

  network_interface {
    device_index         = 0
    network_interface_id = aws_network_interface.db_1.id
  }
}

resource "aws_network_interface" "function" {
  subnet_id       = var.subnet_id
  description     = "AWS Lambda VPC ENI-thumbnails-4f0c2a9e"
  security_groups = [aws_security_group.web.id]
  private_ips     = ["10.20.1.77"]
}
