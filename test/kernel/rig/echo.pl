# Real sockets for stateful tests.
#   echo.pl serve tcp|udp ADDRESS PORT           echoes until standard input ends; prints "ready" once it listens
#   echo.pl ask tcp|udp ADDRESS PORT TEXT WAIT [OWN-PORT [OWN-ADDRESS]]   sends TEXT and prints what happened, one line:
#       "answer TEXT", "refused", "timeout", or "failed REASON"
use strict;
use warnings;
use IO::Select;
use IO::Socket::IP;
use Socket qw(SOCK_STREAM SOCK_DGRAM);
use Errno qw(ECONNREFUSED ETIMEDOUT EINPROGRESS);

my ($mode, $protocol, $address, $port, $text, $wait, $port_here, $address_here) = @ARGV;
my $type = $protocol eq 'tcp' ? SOCK_STREAM : SOCK_DGRAM;
$| = 1;
$mode eq 'serve' ? serve() : print ask(), "\n";

sub serve {
    my @listen = $protocol eq 'tcp' ? (Listen => 16) : ();
    my $server = IO::Socket::IP->new(LocalHost => $address, LocalPort => $port, Type => $type, ReuseAddr => 1, @listen)
        or die "listen: $@\n";
    my $ready = IO::Select->new(\*STDIN, $server);
    print "ready\n";
    while (1) {
        for my $socket ($ready->can_read) {
            return if $socket == \*STDIN;
            if ($socket != $server) { echo_stream($ready, $socket) }
            elsif ($protocol eq 'tcp') { $ready->add($server->accept) }
            else { echo_datagram($server) }
        }
    }
}

sub echo_stream {
    my ($ready, $socket) = @_;
    my $read = sysread $socket, my $data, 65536;
    return syswrite $socket, $data if $read;
    $ready->remove($socket);
    close $socket;
}

sub echo_datagram {
    my ($server) = @_;
    my $from = $server->recv(my $data, 65536);
    $server->send($data, 0, $from) if defined $from;
}

sub ask {
    my @own = defined $port_here ? (LocalPort => $port_here, ReuseAddr => 1) : ();
    push @own, LocalHost => $address_here if defined $address_here;
    my $socket = IO::Socket::IP->new(PeerHost => $address, PeerPort => $port, Type => $type, Timeout => $wait, @own)
        or return failure();
    defined syswrite $socket, $text or return failure();
    return 'timeout' unless IO::Select->new($socket)->can_read($wait);
    defined sysread $socket, my $data, 65536 or return failure();
    return "answer $data";
}

sub failure {
    return 'refused' if $! == ECONNREFUSED;
    return 'timeout' if $! == ETIMEDOUT || $! == EINPROGRESS;
    return "failed $!";
}
