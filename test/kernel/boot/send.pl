# Sends datagrams to ports 9999 and 8888 of each address, about a thousand a second of each, until nobody reads what it prints.
use strict;
use warnings FATAL => 'all';
use Socket qw(:all);
use Time::HiRes qw(sleep);

my @sockets = map {
    my $family = /:/ ? AF_INET6 : AF_INET;
    socket(my $socket, $family, SOCK_DGRAM, 17) or die "socket: $!";
    my $address = $_;
    map { [$socket, $family == AF_INET6 ? pack_sockaddr_in6($_, inet_pton(AF_INET6, $address)) : pack_sockaddr_in($_, inet_aton($address))] } 9999, 8888;
} @ARGV;
my $end = time + 600;
while (time < $end) {
    # Before the network is up, nobody answers.
    send($_->[0], 'x', 0, $_->[1]) for @sockets;
    sleep 0.0007;
}
