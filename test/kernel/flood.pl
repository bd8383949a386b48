# Floods the host of a laboratory while its rules are loaded, and says how much was sent.
#
# Both end when the file STOP is there, or after two minutes.
#
# perl flood.pl outside STOP OWN4 PEER4 OWN6 PEER6: what the rules refuse (UDP 9999, attempts to TCP 81), a flow that the host
# opened before (5555 to 7777), and flows that are new each time (UDP 8888, from a port and address of their own).
# perl flood.pl host STOP OWN4 PEER4 OWN6 PEER6: the host's side of the known flow, opened first, and what the kernel refuses of it.
use strict;
use warnings FATAL => 'all';
use Socket qw(:all);
use Time::HiRes qw(time sleep);

my ($place, $stop, @addresses) = @ARGV;
my $end = time + 120;

sub udp {
    my ($address, $port) = @_;
    my $family = $address =~ /:/ ? AF_INET6 : AF_INET;
    socket(my $socket, $family, SOCK_DGRAM, 17) or die "socket: $!";
    bind($socket, to($address, $port)) or die "bind to $address: $!";
    return $socket;
}

sub to {
    my ($address, $port) = @_;
    return $address =~ /:/ ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $address)) : pack_sockaddr_in($port, inet_aton($address));
}

if ($place eq 'host') {
    my ($own4, $peer4, $own6, $peer6) = @addresses;
    my @flows = ([udp($own4, 5555), to($peer4, 7777)], [udp($own6, 5555), to($peer6, 7777)]);
    my ($sent, $refused) = (0, 0);
    send($_->[0], 'x', 0, $_->[1]) for @flows;
    $| = 1;
    print "opened\n";
    while (time < $end && !-e $stop) {
        for my $flow (@flows) { $sent++; $refused++ if !defined send($flow->[0], 'x', 0, $flow->[1]) && $!{EPERM}; }
        sleep 0.0005;
    }
    print "host $sent $refused\n";
    exit;
}

my ($own4, $peer4, $own6, $peer6) = @addresses;
my ($refused4, $refused6) = (udp($peer4, 0), udp($peer6, 0));
my ($known4, $known6) = (udp($peer4, 7777), udp($peer6, 7777));
socket(my $raw, AF_INET, SOCK_RAW, 255) or die "raw socket: $!";
my ($own, $peer) = (inet_aton($own4), inet_aton($peer4));
my ($count, $known, $new) = (0, 0, 0);

sub ip {
    my ($protocol, $source, $payload) = @_;
    return pack('CCnnnCCn', 0x45, 0, 20 + length $payload, 0, 0, 64, $protocol, 0) . $source . $own . $payload;
}

sub sum {
    my ($data) = @_;
    my $sum = 0;
    $sum += $_ for unpack('n*', $data);
    $sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16;
    return ~$sum & 0xffff;
}

while (time < $end && !-e $stop) {
    for (1 .. 100) {
        $count++;
        my $port = 1024 + $count % 60000;
        send($refused4, 'x', 0, to($own4, 9999));
        send($refused6, 'x', 0, to($own6, 9999));
        $known++ if send($known4, 'x', 0, to($own4, 5555));
        $known++ if send($known6, 'x', 0, to($own6, 5555));
        my $tcp = pack('nnNNCCnnn', $port, 81, $count, 0, 0x50, 2, 1024, 0, 0);
        substr($tcp, 16, 2) = pack('n', sum($peer . $own . pack('nn', 6, length $tcp) . $tcp));
        send($raw, ip(6, $peer, $tcp), 0, to($own4, 0));
        my $source = pack('C4', 198, 18, ($count / 60000) % 250, 7);
        $new++ if send($raw, ip(17, $source, pack('nnnn', $port, 8888, 9, 0) . 'x'), 0, to($own4, 0));
    }
}
print "outside $known $new\n";
