# The first process of the laboratory's process namespace. The kernel ends everything in the namespace when this process ends,
# and it ends with its standard input: so nothing outlives the program that holds the other end, however that program ends.
# Texts are in hexadecimal. It reads the lines
#   file PATH TEXT         writes a file
#   start ID PLACE ARGV    starts a program; PLACE is a named network namespace, or "-" for this one; ARGV is joined by NUL
#   write ID TEXT          more of the program's input
#   close ID               the end of the program's input
#   keep                   from now on the end of the input is no end
# and prints "out ID TEXT", "err ID TEXT" and, when a program has ended, "exit ID STATUS" (128 and more for a signal).
use strict;
use warnings;
use Errno qw(EAGAIN EINTR);
use IO::Handle;
use POSIX qw(WNOHANG);

my (%program, %reader, %ended, $kept);
my $pending = '';
$SIG{PIPE} = 'IGNORE';
# Without a handler, the first process of a namespace is deaf to all signals but the last.
$SIG{TERM} = sub { exit 0 };
STDOUT->autoflush(1);

while (1) {
    my ($readable, $writable) = ready();
    read_commands() if !$kept && vec($readable, fileno STDIN, 1);
    for my $fd (keys %reader) { read_output($fd) if vec($readable, $fd, 1) }
    for my $one (values %program) { write_input($one) if $one->{input} && vec($writable, fileno $one->{input}, 1) }
    reap();
}

sub ready {
    my ($readable, $writable) = ('', '');
    vec($readable, fileno STDIN, 1) = 1 unless $kept;
    vec($readable, $_, 1) = 1 for keys %reader;
    for my $one (values %program) {
        vec($writable, fileno $one->{input}, 1) = 1 if $one->{input} && ($one->{waiting} ne '' || $one->{closing});
    }
    # Programs whose parent has ended are left to this process; nothing but time tells when they end.
    select($readable, $writable, undef, 1);
    return ($readable, $writable);
}

sub read_commands {
    my $read = sysread STDIN, $pending, 1 << 20, length $pending;
    return if !defined $read && ($! == EAGAIN || $! == EINTR);
    exit 0 unless $read;
    my $end = rindex $pending, "\n";
    return if $end < 0;
    my $lines = substr $pending, 0, $end + 1, '';
    obey(split ' ', $_) for split /\n/, $lines;
}

sub obey {
    my ($verb, @words) = @_;
    if ($verb eq 'start') { start(@words) }
    elsif ($verb eq 'write') { enqueue(@words) }
    elsif ($verb eq 'close') { $program{$words[0]}{closing} = 1 if $program{$words[0]} }
    elsif ($verb eq 'file') { write_file(@words) }
    elsif ($verb eq 'keep') { $kept = 1 }
    else { die "no command: $verb\n" }
}

sub write_file {
    my ($path, $hex) = @_;
    open my $file, '>', $path or die "$path: $!\n";
    print $file pack 'H*', $hex // '';
    close $file or die "$path: $!\n";
}

sub start {
    my ($id, $place, $hex) = @_;
    my @argv = split /\0/, pack('H*', $hex), -1;
    unshift @argv, 'nsenter', "--net=/run/netns/$place", '--' if $place ne '-';
    pipe my $input_end, my $input or die "pipe: $!\n";
    pipe my $output, my $output_end or die "pipe: $!\n";
    pipe my $errors, my $errors_end or die "pipe: $!\n";
    my $pid = fork // die "fork: $!\n";
    become(\@argv, $input_end, $output_end, $errors_end) if $pid == 0;
    $_->blocking(0) for $input, $output, $errors;
    $program{$id} = { pid => $pid, input => $input, waiting => '', open => 2 };
    $reader{ fileno $output } = { id => $id, kind => 'out', handle => $output };
    $reader{ fileno $errors } = { id => $id, kind => 'err', handle => $errors };
}

sub become {
    my ($argv, @ends) = @_;
    open STDIN, '<&', $ends[0] or POSIX::_exit(126);
    open STDOUT, '>&', $ends[1] or POSIX::_exit(126);
    open STDERR, '>&', $ends[2] or POSIX::_exit(126);
    $SIG{$_} = 'DEFAULT' for qw(PIPE TERM);
    exec { $argv->[0] } @$argv or print STDERR "$argv->[0]: $!\n";
    POSIX::_exit(127);
}

sub enqueue {
    my ($id, $hex) = @_;
    my $one = $program{$id} or return;
    $one->{waiting} .= pack 'H*', $hex // '';
}

sub write_input {
    my ($one) = @_;
    if ($one->{waiting} ne '') {
        my $written = syswrite $one->{input}, $one->{waiting};
        if (defined $written) { substr $one->{waiting}, 0, $written, '' }
        elsif ($! != EAGAIN && $! != EINTR) { ($one->{waiting}, $one->{closing}) = ('', 1) }
    }
    return if $one->{waiting} ne '' || !$one->{closing};
    close $one->{input};
    delete $one->{input};
}

sub read_output {
    my ($fd) = @_;
    my ($id, $kind, $handle) = @{ $reader{$fd} }{qw(id kind handle)};
    my $read = sysread $handle, my $text, 1 << 16;
    return if !defined $read && ($! == EAGAIN || $! == EINTR);
    return print "$kind $id ", unpack('H*', $text), "\n" if $read;
    delete $reader{$fd};
    close $handle;
    report_end($id) if --$program{$id}{open} == 0;
}

# A program has ended once nobody can print for it any more.
sub report_end {
    my ($id) = @_;
    my $pid = $program{$id}{pid};
    unless (exists $ended{$pid}) { waitpid $pid, 0; $ended{$pid} = $? }
    my $status = delete $ended{$pid};
    delete $program{$id};
    print "exit $id ", $status & 127 ? 128 + ($status & 127) : $status >> 8, "\n";
}

sub reap {
    while ((my $pid = waitpid -1, WNOHANG) > 0) { $ended{$pid} = $? }
}
