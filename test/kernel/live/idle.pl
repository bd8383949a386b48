# A TCP connection that is idle until a file is there; then the side that accepted it speaks first, and the other answers.
# idle.pl listen FILE ADDRESS PORT | idle.pl connect FILE ADDRESS PORT OWN
use strict;
use warnings;
use IO::Socket::IP;

my ($role, $file, $address, $port, $own) = @ARGV;
$| = 1;
$SIG{ALRM} = sub { print "silence\n"; exit };
alarm 100;
my $socket;
if ($role eq 'listen') {
  my $listener = IO::Socket::IP->new(LocalHost => $address, LocalPort => $port, Listen => 1, ReuseAddr => 1)
    or die "listen: $@";
  print "ready\n";
  $socket = $listener->accept or die "accept: $!";
  # So that everybody sees that something listens there.
  select undef, undef, undef, 0.05 until -e $file;
  alarm 6;
  syswrite $socket, "late\n";
} else {
  $socket = IO::Socket::IP->new(PeerHost => $address, PeerPort => $port, LocalHost => $own) or die "connect: $@";
  print "ready\n";
  select undef, undef, undef, 0.05 until -e $file;
  alarm 6;
}
my $line = <$socket> // "closed\n";
print "got $line";
syswrite $socket, "answer\n" if $role eq 'connect';
# What was sent goes before the end does.
sleep 1;
