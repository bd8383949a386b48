
say() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
}

# iptables-legacy makes a raw table by looking at it.
save() {
  case $1 in
    rules_ipv6) ip6tables-save -t filter ;;
    rules_ipv4) iptables-save -t filter ;;
    early_ipv6) no_raw ip6 || ip6tables-save -t raw ;;
    early_ipv4) no_raw ip || iptables-save -t raw ;;
  esac
}

# Whether $1, ip6 or ip, has no raw table, and would get one by listing it.
no_raw() {
  case "$legacy " in *" $1 "*) ;; *) return 1 ;; esac
  [ -r "/proc/net/$1_tables_names" ] || return 0
  while read -r name; do [ "$name" != raw ] || return 1; done <"/proc/net/$1_tables_names"
}

restore() {
  case $1 in
    *_ipv6) ip6tables-restore --noflush -w ${2-} ;;
    *_ipv4) iptables-restore --noflush -w ${2-} ;;
  esac
}

# The table of $1, and its built-in chains that jump to chains of ours.
place() {
  case $1 in early_*) table=raw hooks='PREROUTING' ;; *) table=filter hooks='INPUT FORWARD OUTPUT' ;; esac
}

# Prints what of ours the table of $1 holds, as rules like those above, and in one order. What 'secgroup apply' has put there
# begins with SECG and another mark than a hyphen.
ours() {
  place "$1"
  listing=$(save "$1") || return 1
  case $listing in *COMMIT* | '') ;; *) unlisted "$1"; return 1 ;; esac
  case $table,$listing in raw,*SECG-* | filter,?*) ;; *) return 0 ;; esac
  listing=$(printf '%s\n' "$listing" | awk -v table=$table -v hooks="$hooks" "$picking") || return 1
  printf '%s\n' "$listing" | sort -rs -k 1,2
}

picking='
BEGIN { n = split(hooks, names, " "); for (i = 1; i <= n; i++) hook[names[i]] }
/^:SECG[-~.,@%]/ { print $1 " - [0:0]"; next }
/^-A SECG[-~.,@%]/ { print; next }
/^:/ { if (table == "filter" && substr($1, 2) in hook) print $1, $2, "[0:0]" }
/^-A / && $2 in hook { at[$2]++; if ($0 == "-A " $2 " -j SECG-" $2) print "-I", $2, at[$2], "-j SECG-" $2 }
'

unlisted() {
  case $1 in *_ipv6) name="ip6 $table" ;; *) name="ip $table" ;; esac
  say "table '$name' holds what iptables cannot show: move that to a table of another name ('nft list table $name' shows it), or load a script for nftables instead"
}

# Of what a table holds and, after a line '#', of what it should hold: the transaction that leads from one to the other.
# Every chain of ours is declared, and so emptied, and those that are not in the rules are deleted in the end. A jump that
# is where it should be stays; others are taken away and made again.
transaction='
$0 == "#" && !after { after = 1; next }
/^:SECG[-~.,@%]/ { name = substr($1, 2); if (after) keep[name]; else held[++chains] = name }
/^-I / { if (after) wanted[$2] = wanted[$2] " " $3; else there[$2] = there[$2] " " $3 }
after && /./ { line[++lines] = $0; of[lines] = /^-I / ? $2 : "" }
END {
  print "*" table
  for (n = split(hooks, hook, " "); n > 0; n--) {
    name = hook[n]
    if (wanted[name] == there[name]) { present[name]; continue }
    for (jumps = split(there[name], jump, " "); jumps > 0; jumps--) print "-D " name " -j SECG-" name
    if (wanted[name] == "" && table == "filter") print ":" name " ACCEPT [0:0]"
  }
  for (i = 1; i <= chains; i++) if (!(held[i] in keep)) print ":" held[i] " - [0:0]"
  for (i = 1; i <= lines; i++) if (!(of[i] in present)) print line[i]
  for (i = 1; i <= chains; i++) if (!(held[i] in keep)) print "-X " held[i]
  print "COMMIT"
}
'

# Makes the table of $1 hold the rules that $2 prints of it; with --test, only tries whether it could.
switch() {
  if [ "${3-}" = --test ]; then eval "held=\$before_$1"; else held=$(ours "$1") || return 1; fi
  wanted=$("$2" "$1") || return 1
  case $held$wanted in *SECG-*) ;; *) return 0 ;; esac
  place "$1"
  changes=$(printf '%s\n' "$held" '#' "$wanted" | awk -v table=$table -v hooks="$hooks" "$transaction") || return 1
  printf '%s\n' "$changes" | restore "$1" "${3-}"
}

# A set of ours is SECG-name. While it is being replaced, SECG+name holds what it shall hold, and SECG=name what it held
# before and shall hold again: with those alone, neither the old rules nor the new let a packet through that they should
# not. So the sets are switched to that before the rules, and to all they shall hold after.
our_sets() {
  names=$(ipset -n list) && printf '%s\n' "$names" | sed -n "/^SECG[$1]/p"
}

# Of sets as above: the same under the name with $1.
renamed() {
  sed "s/ SECG-/ SECG$1/"
}

# Destroys those of the sets as above that $2 does not name.
destroy_others() {
  gone=$(our_sets "$1") || return 1
  [ -z "$2" ] || gone=$(printf '%s\n' $2 $2 $gone | sort | uniq -u)
  [ -z "$gone" ] || printf 'destroy %s\n' $gone | ipset restore
}

# What sets whose names begin with SECG and $1 hold, with the names that they have in rules.
elements() {
  saved=$(ipset save) || return 1
  printf '%s\n' "$saved" | sed -n "s/^add SECG[$1]/add SECG-/p"
}

# Those of the kept sets that do not hold what $1 says.
differing() {
  held=$(elements -) || return 1
  differ=$(printf '%s\n' "$1" "$held" | sort | uniq -u | sed -n 's/^add \([^ ]*\) .*/\1/p' | sort -u)
  printf '%s\n' $kept $differ | sort | uniq -d
}

# Swaps kept sets with those that have $1 in their name, until they hold $2. What a swap says of itself may be wrong.
swap_to() {
  these=$(differing "$2") || return 1
  for set in $these; do ipset swap "SECG$1${set#SECG-}" "$set" || :; done
  these=$(differing "$2") && [ -z "$these" ]
}

kept='' filling=''

look_at_sets() {
  old_sets=$(our_sets -) && old=$(elements -)
}

prepare_sets() {
  destroy_others += '' || return 1
  after=$(sets | sed -n 's/^create \([^ ]*\) .*/\1/p')
  kept=$(printf '%s\n' $old_sets $after | sort | uniq -d)
  sets | renamed + | ipset restore || return 1
  full=$(elements +) || return 1
  for set in $(printf '%s\n' $kept $after | sort | uniq -u); do
    printf 'rename SECG+%s %s\n' "${set#SECG-}" "$set"
  done | ipset restore || return 1
  prepare_overlap
}

prepare_overlap() {
  [ -n "$kept" ] || return 0
  { sets | sed -n '/^create /p'; printf '%s\n' "$full" "$old" | sort | uniq -d; } |
    renamed = | ipset restore || return 1
  both=$(elements =)
}

open_sets() {
  [ -z "$kept" ] || swap_to = "$both"
}

fill_sets() {
  filling=1
  [ -z "$kept" ] || swap_to + "$full"
}

# From the first new element on, back to what both hold.
narrow_sets() {
  [ -z "$filling" ] || [ -z "$kept" ] || swap_to + "$both"
}

undo_sets() {
  [ -z "$kept" ] || swap_to = "$old" || return 1
  destroy_others -+= "$old_sets" || :
  ours=$(our_sets -+=) && [ "$(printf '%s\n' $ours | sort)" = "$(printf '%s\n' $old_sets | sort)" ]
}

tidy_sets() {
  destroy_others +=.,@% '' && destroy_others - "$after"
}

destroy_sets() {
  destroy_others -+=.,@% ''
}

new() { "$1"; }
before() { eval "printf '%s\n' \"\$before_$1\""; }

families='ipv6 ipv4'

# Of all tables with $1 in front: makes them hold what $2 prints of each; with --test, only tries whether they could.
switch_each() {
  for family in $families; do switch "$1_$family" "$2" "${3-}" || return 1; done
}

try_all() {
  switch_each rules new --test && switch_each early new --test
}

# Raw tables are empty meanwhile: they must not drop what the rules let in.
switch_all() {
  switch_each early : && switch_each rules new && switch_each early new
}

# What a program says of itself may be wrong: one that was killed may have done its work. The tables tell.
as_before() {
  now=$(ours "$1") && [ "$now" = "$(before "$1")" ]
}

put_back() {
  as_before "$1" || switch "$1" before || :
  as_before "$1"
}

# Sets get back what they held only when no new rule is left to look into them.
undo() {
  narrow_sets || return 1
  for family in $families; do
    as_before "rules_$family" && as_before "early_$family" && continue
    switch "early_$family" : || :
    put_back "rules_$family" || return 1
  done
  undo_sets || return 1
  for family in $families; do put_back "early_$family" || return 1; done
}

# A kernel without IPv6 needs no rules for it. Where it has addresses, ip6tables fails for another reason.
no_ipv6() {
  case $(save rules_ipv6 2>&1 >/dev/null) in *'Address family not supported'*) ;; *) return 1 ;; esac
  ! grep -qsv ' lo$' /proc/net/if_inet6
}

# Reads what is there before anything is touched.
look() {
  for each in rules_ipv6 early_ipv6 rules_ipv4 early_ipv4; do
    case $families,$each in ipv4,*_ipv6) continue ;; esac
    if eval "before_$each=\$(ours $each)"; then :
    elif [ $each = rules_ipv6 ] && no_ipv6; then
      families=ipv4
      say 'this kernel has no IPv6: only IPv4 matters here'
    else return 1
    fi
  done
  look_at_sets
}

load() {
  if prepare_sets && try_all && open_sets && switch_all && fill_sets; then
    tidy_sets || say 'the firewall is loaded, but sets that it no longer needs are still in use'
  elif undo; then
    say 'not loaded; the firewall is as it was'
    exit 1
  else
    say 'not loaded, and not put back as it was: what passes is no more than the old rules or the new ones allow'
    exit 4
  fi
}

gone() {
  switch "$1" : || :
  held=$(ours "$1") || return 1
  case $held in *SECG-*) return 1 ;; esac
}

unload() {
  for each in early rules; do
    for family in $families; do
      gone "${each}_$family" || { say 'not unloaded, or not all of it'; exit 1; }
    done
  done
  destroy_sets || { say 'unloaded, but sets are still in use'; exit 1; }
}

# One run at a time. The lock ends with the process that holds it, whatever becomes of it.
lock() {
  file=/run/secgroup.lock
  (umask 077; : >>$file) 2>/dev/null || file=/proc/self/ns/net
  if command -v flock >/dev/null && [ -r $file ]; then
    exec 9<$file
    flock 9
  else
    say 'no lock can be had: see that no second run comes between'
  fi
}

for program in ip6tables-save ip6tables-restore iptables-save iptables-restore ipset awk; do
  command -v "$program" >/dev/null || { say "$program is not installed"; exit 3; }
done

# The families whose programs are those of iptables-legacy.
legacy=''
case $(ip6tables-save -V 2>/dev/null) in *nf_tables*) ;; *) legacy="$legacy ip6" ;; esac
case $(iptables-save -V 2>/dev/null) in *nf_tables*) ;; *) legacy="$legacy ip" ;; esac

case $#,${1-} in
  0,) what=load ;;
  1,unload) what=unload ;;
  *) printf 'usage: sh %s [unload]\n' "$0" >&2; exit 2 ;;
esac
lock
look || { say "not ${what}ed: what is there cannot be read"; exit 1; }
# A signal must not stop this half way.
trap '' HUP INT TERM
$what
