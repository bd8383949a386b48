# Takes what comes: counts datagrams on the UDP ports $ARGV[1], in files of the folder $ARGV[0], and accepts connections to the TCP
# port $ARGV[2].
use strict;
use warnings FATAL => 'all';
use Socket qw(:all);

my ($folder, $ports, $tcp) = @ARGV;
for my $port (split /,/, $ports) {
    next if fork;
    socket(my $socket, AF_INET6, SOCK_DGRAM, 17) or die "socket: $!";
    bind($socket, pack_sockaddr_in6($port, IN6ADDR_ANY)) or die "bind: $!";
    open(my $out, '>', "$folder/$port") or die "$folder/$port: $!";
    $out->autoflush(1);
    print $out "0\n";
    for (my $count = 1; ; $count++) {
        recv($socket, my $data, 64, 0);
        seek($out, 0, 0);
        print $out "$count\n";
    }
}
socket(my $listener, AF_INET6, SOCK_STREAM, 6) or die "socket: $!";
setsockopt($listener, SOL_SOCKET, SO_REUSEADDR, 1);
bind($listener, pack_sockaddr_in6($tcp, IN6ADDR_ANY)) or die "bind: $!";
listen($listener, 10) or die "listen: $!";
accept(my $connection, $listener) while 1;
