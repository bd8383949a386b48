# Keeps flows going in which both ends speak all the time, and neither waits for the other.
#
# perl push.pl listen STOP PORT...: by TCP and UDP, over both families: whoever comes is spoken to from then on.
# perl push.pl connect STOP OWN4 OWN6 ADDRESS:PORT...: opens a flow by TCP and one by UDP to each, from addresses of its own.
#
# Both print "ready" once their flows are there, and end when the file STOP is there, or after two minutes.
use strict;
use warnings;
use IO::Select;
use Socket qw(:all);
use Time::HiRes qw(time sleep);
use Fcntl;

my ($role, $stop, @places) = @ARGV;
my $end = time + 120;
$SIG{PIPE} = 'IGNORE';
$| = 1;

sub made {
    my ($family, $type) = @_;
    socket(my $socket, $family, $type, 0) or die "socket: $!";
    setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, 1);
    setsockopt($socket, IPPROTO_IPV6, IPV6_V6ONLY, 1) if $family == AF_INET6;
    return $socket;
}

sub to {
    my ($address, $port) = @_;
    return $address =~ /:/ ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $address)) : pack_sockaddr_in($port, inet_aton($address));
}

my (@streams, @datagrams, @listeners);
if ($role eq 'listen') {
    for my $port (@places) {
        for my $any ('0.0.0.0', '::') {
            my $family = $any eq '::' ? AF_INET6 : AF_INET;
            my $listener = made($family, SOCK_STREAM);
            bind($listener, to($any, $port)) && listen($listener, 9) or die "listen on $port: $!";
            push @listeners, $listener;
            my $socket = made($family, SOCK_DGRAM);
            bind($socket, to($any, $port)) or die "bind to $port: $!";
            push @datagrams, { socket => $socket };
        }
    }
} else {
    my ($own4, $own6) = splice @places, 0, 2;
    for (@places) {
        my ($address, $port) = /^(.*):(\d+)$/;
        my $family = $address =~ /:/ ? AF_INET6 : AF_INET;
        my ($stream, $socket) = (made($family, SOCK_STREAM), made($family, SOCK_DGRAM));
        bind($_, to($family == AF_INET ? $own4 : $own6, 0)) or die "bind: $!" for $stream, $socket;
        connect($stream, to($address, $port)) or die "connect to $address port $port: $!";
        push @streams, $stream;
        push @datagrams, { socket => $socket, to => to($address, $port) };
    }
}
fcntl($_, F_SETFL, O_NONBLOCK) for @streams, @listeners, map { $_->{socket} } @datagrams;
print "ready\n";

while (time < $end && !-e $stop) {
    for my $listener (@listeners) {
        while (accept(my $stream, $listener)) { fcntl($stream, F_SETFL, O_NONBLOCK); push @streams, $stream; }
    }
    for my $stream (@streams) { sysread($stream, my $got, 65536); syswrite($stream, 'x'); }
    for my $flow (@datagrams) {
        while (my $from = recv($flow->{socket}, my $got, 2048, 0)) { $flow->{to} //= $from if $role eq 'listen'; }
        send($flow->{socket}, 'x', 0, $flow->{to}) if $flow->{to};
    }
    sleep 0.01;
}
