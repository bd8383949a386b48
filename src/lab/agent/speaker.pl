# Speaks and answers in one network namespace, by the sockets that any program would use. Reads lines on standard input:
#   listen tcp|udp ADDRESS PORT               answers whoever comes there with what they said
#   hear 4|6 PROTOCOL                         answers packets of a protocol without ports, and notices answers to ours
#   connect tcp|udp ID SOURCE SOURCEPORT DESTINATION PORT; SOURCEPORT 0 is one that the kernel chooses
#   send ID SOURCE DESTINATION PACKET         an IP packet in hexadecimal
#   frame ID DEVICE FRAME                     an Ethernet frame in hexadecimal, put on the wire as it is
#   again ID                                  says once more what nobody has answered
#   mark WORD                                 prints "mark WORD": all lines before it are done with
#   forget                                    closes every socket
# and prints "bound ID PORT" (the source port of a connection), "answered ID", "refused ID" (as ICMP or RST says), "prohibited ID" (as
# ICMP says) and "fault ID REASON" for what could not be sent; "deaf REASON" for what could not be listened to.
use strict;
use warnings;
use Errno qw(EACCES EAGAIN ECONNREFUSED EHOSTUNREACH EINPROGRESS EINTR EPERM);
use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK);
use Socket qw(:DEFAULT inet_pton inet_ntop pack_sockaddr_in6 unpack_sockaddr_in6 IPPROTO_IPV6 IPV6_V6ONLY);

use constant { AF_PACKET => 17, SIOCGIFINDEX => 0x8933, IPPROTO_RAW => 255, ICMP => 1, ICMPV6 => 58, GRE => 47 };

# By file descriptor: what to do when a socket can be read or written, and the socket.
my (%reading, %writing, %socket);
# By probe: what was sent, to be sent again.
my (%said, %raw);
# The same as bits, as select wants it.
my ($to_read, $to_write) = ('', '');
my $pending = '';
vec($to_read, fileno STDIN, 1) = 1;
$| = 1;
$SIG{PIPE} = 'IGNORE';

my %verbs = (
    listen => \&listen_to,
    hear => \&hear,
    connect => \&begin,
    send => \&send_packet,
    frame => \&send_frame,
    again => \&again,
    mark => sub { print "mark $_[0]\n" },
    forget => \&forget,
);

while (1) {
    my ($readable, $writable) = ($to_read, $to_write);
    select($readable, $writable, undef, undef) > 0 or next;
    for my $fd (ones($writable)) { $writing{$fd}->() if $writing{$fd} }
    for my $fd (ones($readable)) { $reading{$fd}->() if $reading{$fd} }
    read_lines() if vec($readable, fileno STDIN, 1);
}

# Which bits are set; of thousands of sockets few are ready at a time.
sub ones {
    my $bits = unpack 'b*', $_[0];
    my @ones;
    for (my $at = index $bits, '1'; $at >= 0; $at = index $bits, '1', $at + 1) { push @ones, $at }
    return @ones;
}

sub when_readable {
    my ($socket, $then) = @_;
    $reading{ fileno $socket } = $then;
    vec($to_read, fileno $socket, 1) = 1;
}

sub when_writable {
    my ($socket, $then) = @_;
    $writing{ fileno $socket } = $then;
    vec($to_write, fileno $socket, 1) = 1;
}

sub no_more_writable {
    my ($fd) = @_;
    delete $writing{$fd};
    vec($to_write, $fd, 1) = 0;
}

# A few at a time: in between, sockets are read, so that no queue of the kernel runs over.
sub read_lines {
    my $read = sysread STDIN, $pending, 4096, length $pending;
    return if !defined $read && $! == EINTR;
    exit 0 unless $read;
    my $end = rindex $pending, "\n";
    return if $end < 0;
    for my $line (split /\n/, substr $pending, 0, $end + 1, '') {
        my ($verb, @words) = split ' ', $line;
        ($verbs{$verb} // die "no command: $verb\n")->(@words);
    }
}

sub open_socket {
    my ($family, $type, $protocol) = @_;
    socket(my $socket, $family, $type, $protocol) or return;
    fcntl $socket, F_SETFL, fcntl($socket, F_GETFL, 0) | O_NONBLOCK;
    setsockopt $socket, SOL_SOCKET, SO_BROADCAST, 1;
    setsockopt $socket, SOL_SOCKET, SO_RCVBUF, 4 << 20;
    setsockopt $socket, IPPROTO_IPV6, IPV6_V6ONLY, 1 if $family == AF_INET6;
    $socket{ fileno $socket } = $socket;
    return $socket;
}

sub shut {
    my ($socket) = @_;
    my $fd = fileno $socket // return;
    delete $_->{$fd} for \(%reading, %socket);
    vec($to_read, $fd, 1) = 0;
    no_more_writable($fd);
    close $socket;
}

sub forget {
    shut($_) for values %socket;
    (%said, %raw) = ();
}

sub name_of {
    my ($address, $port) = @_;
    return pack_sockaddr_in6($port, inet_pton(AF_INET6, $address)) if $address =~ /:/;
    return pack_sockaddr_in($port, inet_pton(AF_INET, $address));
}

sub port_of {
    my ($name) = @_;
    return (sockaddr_family($name) == AF_INET6 ? unpack_sockaddr_in6($name) : unpack_sockaddr_in($name))[0];
}

sub family_of { $_[0] =~ /:/ ? AF_INET6 : AF_INET }

sub listen_to {
    my ($transport, $address, $port) = @_;
    my $stream = $transport eq 'tcp';
    my $socket = open_socket(family_of($address), $stream ? SOCK_STREAM : SOCK_DGRAM, 0);
    setsockopt $socket, SOL_SOCKET, SO_REUSEADDR, 1 if $socket;
    $socket && bind($socket, name_of($address, $port)) && (!$stream || listen $socket, 1024)
        or return print "deaf $transport $address $port $!\n";
    when_readable($socket, $stream ? sub { accept_from($socket) } : sub { echo_datagrams($socket) });
}

sub accept_from {
    my ($server) = @_;
    while (accept my $client, $server) {
        fcntl $client, F_SETFL, O_NONBLOCK;
        $socket{ fileno $client } = $client;
        when_readable($client, sub { echo_stream($client) });
    }
}

sub echo_stream {
    my ($client) = @_;
    my $read = sysread $client, my $text, 4096;
    return if !defined $read && $! == EAGAIN;
    return shut($client) unless $read;
    syswrite $client, $text;
}

sub echo_datagrams {
    my ($server) = @_;
    while (defined(my $from = recv $server, my $text, 4096, 0)) { send $server, $text, 0, $from }
}

sub begin {
    my ($transport, $id, $source, $source_port, $destination, $port) = @_;
    my $stream = $transport eq 'tcp';
    my $socket = open_socket(family_of($destination), $stream ? SOCK_STREAM : SOCK_DGRAM, 0);
    # An end without lingering leaves no port behind that waits.
    setsockopt $socket, SOL_SOCKET, SO_LINGER, pack('ii', 1, 0) if $socket && $stream;
    # Who asks for a port may share it; the kernel tells sockets apart by whom they are connected to.
    setsockopt $socket, SOL_SOCKET, SO_REUSEADDR, 1 if $socket && $source_port;
    $socket && bind $socket, name_of($source, $source_port) or return fault($id);
    my $connected = connect $socket, name_of($destination, $port);
    my $problem = $!;
    print "bound $id ", port_of(getsockname $socket), "\n";
    local $! = $problem;
    return fault($id) unless $connected || $! == EINPROGRESS;
    when_readable($socket, sub { take_answer($id, $socket) });
    if ($stream) { when_writable($socket, sub { connected($id, $socket) }) }
    else { $said{$id} = $socket; speak($id, $socket) }
}

sub connected {
    my ($id, $socket) = @_;
    no_more_writable(fileno $socket);
    my $problem = unpack 'i', getsockopt $socket, SOL_SOCKET, SO_ERROR;
    return speak($id, $socket) unless $problem;
    shut($socket);
    $! = $problem;
    $problem == ECONNREFUSED ? print "refused $id\n" : fault($id);
}

# What the host's own firewall drops comes back as EPERM: a verdict, and no fault.
sub speak {
    my ($id, $socket) = @_;
    defined send($socket, "secgroup ask $id", 0) or $! == EPERM or $! == ECONNREFUSED or fault($id);
}

sub take_answer {
    my ($id, $socket) = @_;
    my $came = recv $socket, my $text, 4096, 0;
    return if !defined $came && ($! == EAGAIN || $! == EINTR);
    my $error = defined $came ? 0 : $! + 0;
    shut($socket);
    delete $said{$id};
    return print "answered $id\n" if defined $came && $text eq "secgroup ask $id";
    # That an administrator prohibits it is told apart by the family.
    my $prohibited = $error == EHOSTUNREACH || $error == EACCES;
    print $error == ECONNREFUSED ? "refused $id\n" : $prohibited ? "prohibited $id\n" : "lost $id\n";
}

sub fault {
    my ($id) = @_;
    print "fault $id $!\n";
}

sub again {
    my ($id) = @_;
    speak($id, $said{$id}) if $said{$id};
    put($id) if $raw{$id};
}

# A socket of IPPROTO_RAW takes the IP header from us, in both families; routing knows its source only from the bind.
sub send_packet {
    my ($id, $source, $destination, $packet) = @_;
    my $socket = open_socket(family_of($destination), SOCK_RAW, IPPROTO_RAW);
    $socket && bind $socket, name_of($source, 0) or return fault($id);
    $raw{$id} = [$socket, pack('H*', $packet), name_of($destination, 0)];
    put($id);
}

sub send_frame {
    my ($id, $device, $frame) = @_;
    my $socket = open_socket(AF_PACKET, SOCK_RAW, 0) or return fault($id);
    my $request = pack 'a16 x24', $device;
    ioctl $socket, SIOCGIFINDEX, $request or return fault($id);
    my $to = pack 'S n i S C C a8', AF_PACKET, 0, unpack('x16 i', $request), 0, 0, 0, '';
    $raw{$id} = [$socket, pack('H*', $frame), $to];
    put($id);
}

sub put {
    my ($id) = @_;
    my ($socket, $packet, $to) = @{ $raw{$id} };
    defined send($socket, $packet, 0, $to) or $! == EPERM or fault($id);
}

sub hear {
    my ($version, $protocol) = @_;
    my $family = $version == 6 ? AF_INET6 : AF_INET;
    my $socket = open_socket($family, SOCK_RAW, $protocol) or return print "deaf protocol $protocol $!\n";
    when_readable($socket, sub { hear_packets($socket, $version, $protocol) });
}

sub hear_packets {
    my ($socket, $version, $protocol) = @_;
    while (defined(my $from = recv $socket, my $packet, 65536, 0)) {
        # IPv4 shows its header, IPv6 does not.
        my $load = $version == 6 ? $packet : substr $packet, 4 * (ord($packet) & 15);
        if ($protocol == ICMP || $protocol == ICMPV6) { hear_echo($protocol, $load) }
        elsif ($load =~ /^(.*?)secgroup (ask|answer) (\d+) (\S+)/s) { hear_word($from, $protocol, $1, $2, $3, $4) }
    }
}

sub hear_echo {
    my ($protocol, $load) = @_;
    my $is_reply = ord($load) == ($protocol == ICMP ? 0 : 129);
    print "answered $1\n" if $is_reply && $load =~ /secgroup ask (\d+)/;
}

# The packet says which address it is for, since IPv6 does not show it; the answer comes from there.
sub hear_word {
    my ($from, $protocol, $head, $what, $id, $own) = @_;
    return print "answered $id\n" if $what eq 'answer';
    my $socket = open_socket(family_of($own), SOCK_RAW, $protocol) or return;
    send $socket, "${head}secgroup answer $id $own", 0, $from if bind $socket, name_of($own, 0);
    shut($socket);
}
