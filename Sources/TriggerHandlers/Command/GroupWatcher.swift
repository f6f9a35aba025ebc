import CLinux
import Dispatch
import Glibc
import Synchronization

/// Stops the process groups of running commands when this process dies, however it dies: another processor will run
/// their triggers again.
///
/// A shell, started before the first command, reads from a socket of ours which groups there are. It reads to the end
/// when this process is gone, whose end of the socket nobody else has; then what is left gets SIGTERM, and a second
/// later SIGKILL. A command that was about to start, and whose group nobody lived to tell, it finds by its input.
final class GroupWatcher: Sendable {
  struct Shell {
    var pid: pid_t
    /// Our end of the socket.
    var descriptor: Int32
  }

  fileprivate struct State {
    var groups: Set<pid_t> = []
    /// What commands read that are about to start.
    var starting: Set<String> = []
    /// Nil while there is none.
    var shell: Shell?
  }

  static let shared = GroupWatcher()

  private let state = Mutex(State())

  /// As when this process dies.
  deinit {
    guard let shell = state.withLock({ $0.shell }) else { return }
    close(shell.descriptor)
    DispatchQueue.global().async { waitpid(shell.pid, nil, 0) }
  }

  /// Its process; nil before the first group, or where none could be started.
  var shell: pid_t? { state.withLock { $0.shell?.pid } }

  private static let script = """
    trap '' HUP INT QUIT TERM
    groups=' ' starting=' '
    while read -r change what; do
      case $change in
      +) groups="$groups$what " ;;
      -) groups="${groups%% $what *} ${groups#* $what }" ;;
      '?') starting="$starting$what " ;;
      '!') starting="${starting%% $what *} ${starting#* $what }" ;;
      esac
    done
    [ "$starting" = ' ' ] || for input in /proc/[0-9]*/fd/0; do
      file=$(readlink "$input") file=${file#/memfd:}
      case $starting in *" ${file% (deleted)} "*) input=${input#/proc/} groups="$groups${input%%/*} " ;; esac
    done
    [ "$groups" = ' ' ] && exit
    for group in $groups; do kill -s TERM -- "-$group"; done
    sleep 1
    for group in $groups; do kill -s KILL -- "-$group"; done
    """

  /// A command is about to start that reads this input. To be followed by `add` or `expectNoMore`.
  func expect(_ input: StandardInput) {
    state.withLock { state in
      state.starting.insert(input.name)
      state.tell("? \(input.name)")
    }
  }

  /// - Parameter input: what was expected.
  func add(_ group: pid_t, of input: StandardInput? = nil) {
    state.withLock { state in
      state.groups.insert(group)
      state.tell("+ \(group)")
      if let input { state.expectNoMore(input) }
    }
  }

  /// It could not start, or has been added.
  func expectNoMore(_ input: StandardInput) { state.withLock { $0.expectNoMore(input) } }

  func remove(_ group: pid_t) {
    state.withLock { state in
      state.groups.remove(group)
      state.tell("- \(group)")
    }
  }
}

extension GroupWatcher.State {
  fileprivate mutating func expectNoMore(_ input: StandardInput) {
    if starting.remove(input.name) != nil { tell("! \(input.name)") }
  }

  /// A watcher that somebody has killed, or stopped, is replaced. Where none can be started, commands run all the same.
  fileprivate mutating func tell(_ line: String) {
    if let shell, shell.hears(line) { return }
    shell?.end()
    shell = GroupWatcher.start()
    guard let shell else { return }
    for group in groups { _ = shell.hears("+ \(group)") }
    for input in starting { _ = shell.hears("? \(input)") }
  }
}

extension GroupWatcher.Shell {
  /// Never blocks, and never raises SIGPIPE.
  /// - Returns: false where it is gone, or has not listened for hundreds of lines.
  fileprivate func hears(_ line: String) -> Bool {
    let bytes = Array("\(line)\n".utf8)
    let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
    return bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, flags) } == bytes.count
  }

  /// Before the socket ends: to a stopped shell that would mean, once it is let go on, that this process is gone.
  fileprivate func end() {
    kill(pid, SIGKILL)
    close(descriptor)
    DispatchQueue.global().async { [pid] in waitpid(pid, nil, 0) }
  }
}

extension GroupWatcher {
  /// POSIX_SPAWN_SETSID, which glibc's headers keep from Swift.
  private static let newSession: Int16 = 0x80

  fileprivate static func start() -> Shell? {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else { return nil }
    defer { close(ends[1]) }
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO)
    for output in [STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0)
    }
    // It has nothing of ours but its end: a database's socket would outlive us with it.
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
    // Out of reach of what is sent to this process's group, or to those of its terminal.
    posix_spawnattr_setflags(&attributes, newSession)
    let words: [String] = ["/bin/sh", "-c", script]
    let arguments: [UnsafeMutablePointer<CChar>?] = words.map { word in strdup(word) } + [nil]
    defer { arguments.forEach { free($0) } }
    var pid: pid_t = 0
    guard posix_spawn(&pid, "/bin/sh", &actions, &attributes, arguments, environ) == 0 else {
      close(ends[0])
      return nil
    }
    return Shell(pid: pid, descriptor: ends[0])
  }
}
