# Sends probes. Reads lines "DEVICE HEX" on standard input.
#   send.pl frames FENCE [capture]   Ethernet frames, put on the wire through AF_PACKET
#   send.pl local FENCE              IP packets of this host, through raw sockets: they pass the OUTPUT hook
# A line "end", or the end of input, closes a volley. It then asks by ARP for FENCE on each device used. One CPU (taskset) handles everything in order, so once the
# answer is there, every packet before it has been through the other side's firewall. ARP passes no IP firewall.
# After a volley it prints "fault LINE REASON" for each packet that could not be sent, with capture "frame DEVICE HEX"
# for each frame that came back before the answer, and at last "done".
use strict;
use warnings;
use Socket;
use Errno qw(EPERM);

use constant { AF_PACKET => 17, SO_BINDTODEVICE => 25, SIOCGIFINDEX => 0x8933, SIOCGIFHWADDR => 0x8927 };
use constant { IPPROTO_RAW => 255, ETH_ARP => 0x0806, ETH_ALL => 0x0003, PACKET_OUTGOING => 4 };

my ($mode, $fence, $capture) = @ARGV;
my (%wire, %sender, %used, @report);
my $number = 0;
$| = 1;

while (my $line = <STDIN>) {
    if ($line eq "end\n") { finish(); next }
    my ($device, $hex) = split ' ', $line;
    $number++;
    $used{$device} = wire($device);
    my $packet = pack 'H*', $hex;
    next if $mode eq 'frames' ? send($used{$device}, $packet, 0) : send_local($device, $packet);
    # What the OUTPUT hook drops comes back as EPERM: that is a verdict, not a fault.
    push @report, "fault $number $!\n" unless $mode eq 'local' && $! == EPERM;
}
finish() if $number;

sub finish {
    fence($_) for sort keys %used;
    print @report, "done\n";
    @report = %used = ();
    $number = 0;
}

sub send_local {
    my ($device, $packet) = @_;
    my $v6 = ord($packet) >> 4 == 6;
    my $destination = $v6 ? substr($packet, 24, 16) : substr($packet, 16, 4);
    my $to = $v6 ? pack_sockaddr_in6(0, $destination) : pack_sockaddr_in(0, $destination);
    my $socket = $sender{"$device $v6"} //= local_socket($device, $v6 ? PF_INET6 : PF_INET);
    return send($socket, $packet, 0, $to);
}

# A socket of IPPROTO_RAW takes the IP header from us, in both families.
sub local_socket {
    my ($device, $family) = @_;
    socket(my $socket, $family, SOCK_RAW, IPPROTO_RAW) or die "raw socket: $!\n";
    setsockopt($socket, SOL_SOCKET, SO_BINDTODEVICE, "$device\0") or die "$device: $!\n";
    setsockopt($socket, SOL_SOCKET, SO_BROADCAST, 1) or die "broadcast: $!\n";
    return $socket;
}

sub wire {
    my ($device) = @_;
    return $wire{$device} //= packet_socket($device);
}

sub packet_socket {
    my ($device) = @_;
    my $protocol = $capture ? ETH_ALL : ETH_ARP;
    socket(my $socket, AF_PACKET, SOCK_RAW, 0) or die "packet socket: $!\n";
    my $index = unpack 'x16 i', request($socket, $device, SIOCGIFINDEX);
    bind($socket, pack('S n i S C C a8', AF_PACKET, $protocol, $index, 0, 0, 0, '')) or die "bind $device: $!\n";
    return $socket;
}

sub request {
    my ($socket, $device, $what) = @_;
    my $ifreq = pack 'a16 x24', $device;
    ioctl($socket, $what, $ifreq) or die "$device: $!\n";
    return $ifreq;
}

# An ARP probe (sender 0.0.0.0) is answered by whoever owns the address, and teaches the other side nothing.
sub fence {
    my ($device) = @_;
    my $socket = $wire{$device};
    my $mac = unpack 'x18 a6', request($socket, $device, SIOCGIFHWADDR);
    my $arp = pack 'a6 a6 n n n C C n a6 a4 a6 a4', "\xff" x 6, $mac, ETH_ARP, 1, 0x0800, 6, 4, 1, $mac, "\0" x 4,
        "\0" x 6, inet_aton($fence);
    send($socket, $arp, 0) or die "fence on $device: $!\n";
    1 until answered($device, $socket);
}

sub answered {
    my ($device, $socket) = @_;
    my $ready = '';
    vec($ready, fileno($socket), 1) = 1;
    select($ready, undef, undef, 10) or die "fence on $device: no answer\n";
    my $from = recv($socket, my $frame, 65536, 0);
    defined $from or die "fence on $device: $!\n";
    return 0 if unpack('x10 C', $from) == PACKET_OUTGOING;
    my ($type, $operation, $owner) = unpack 'x12 n x6 n x6 a4', $frame . "\0" x 28;
    return 1 if $type == ETH_ARP && $operation == 2 && $owner eq inet_aton($fence);
    push @report, "frame $device " . unpack('H*', $frame) . "\n" if $capture;
    return 0;
}
