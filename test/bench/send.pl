# Puts frames on the wire as fast as it can. Reads lines "DEVICE FILE COUNT" on standard input: FILE holds frames of 60 bytes
# each, one behind the other, of which the first COUNT are sent. Prints the nanoseconds that this took.
# A veth hands a frame over at once, and on the same CPU, so the time includes all that the other side does with it.
use strict;
use warnings;
use Socket;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

use constant { AF_PACKET => 17, SIOCGIFINDEX => 0x8933, SOL_PACKET => 263, PACKET_QDISC_BYPASS => 20, SIZE => 60 };

my (%wire, %frames);
$| = 1;

while (my $line = <STDIN>) {
    my ($device, $file, $count) = split ' ', $line;
    my $socket = $wire{$device} //= wire($device);
    my $all = $frames{$file} //= frames($file);
    my @chosen = @$all[0 .. $count - 1];
    my $before = clock_gettime(CLOCK_MONOTONIC);
    for (@chosen) { send($socket, $_, 0) or die "$device: $!\n" }
    printf "%.0f\n", (clock_gettime(CLOCK_MONOTONIC) - $before) * 1e9;
}

sub wire {
    my ($device) = @_;
    socket(my $socket, AF_PACKET, SOCK_RAW, 0) or die "packet socket: $!\n";
    my $request = pack 'a16 x24', $device;
    ioctl($socket, SIOCGIFINDEX, $request) or die "$device: $!\n";
    my $index = unpack 'x16 i', $request;
    bind($socket, pack('S n i S C C a8', AF_PACKET, 0, $index, 0, 0, 0, '')) or die "bind $device: $!\n";
    setsockopt($socket, SOL_PACKET, PACKET_QDISC_BYPASS, pack 'i', 1) or die "bypass: $!\n";
    return $socket;
}

sub frames {
    my ($file) = @_;
    open my $handle, '<:raw', $file or die "$file: $!\n";
    local $/;
    return [unpack '(a' . SIZE . ')*', scalar <$handle>];
}
