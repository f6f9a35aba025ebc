import Foundation

/// A terminal that a test owns, with one program in a session of its own: bytes go in, bytes come out, nothing is
/// drawn. For what a screen shows there is `Tmux`.
public final class PseudoTerminal: Sendable {
  /// What was written to the terminal.
  public let output = ByteLog()
  /// What the program wrote to its descriptor 3.
  public let reports = ByteLog()
  public let process: pid_t
  /// The modes before the program began.
  public let firstModes: [UInt32]

  private let master: Int32
  /// Held so that the terminal and its modes outlive the program.
  private let slave: Int32
  private let end: ProcessEnd

  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// - Parameters:
  ///   - program: a path.
  ///   - environment: all of it.
  public init(
    _ program: String, _ arguments: [String] = [], environment: [String: String], columns: Int = 80, rows: Int = 24
  ) throws {
    let variables = environment.merging(try Sweeper.shared.get().environment) { $1 }
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard master >= 0 else { throw Failure(description: "No pseudo-terminal: \(String(cString: strerror(errno)))") }
    var number: UInt32 = 0
    var lock: Int32 = 0
    // TIOCGPTN and TIOCSPTLCK, which the C library's ptsname and unlockpt are made of.
    guard ioctl(master, 0x8004_5430, &number) == 0, ioctl(master, 0x4004_5431, &lock) == 0 else {
      throw Failure(description: "No name for the pseudo-terminal: \(String(cString: strerror(errno)))")
    }
    let path = "/dev/pts/\(number)"
    slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(slave, UInt(TIOCSWINSZ), &size)
    var ends: [Int32] = [-1, -1]
    guard slave >= 0, pipe(&ends) == 0 else { throw Failure(description: "No descriptors: \(errno)") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[1]) }
    firstModes = Self.modes(of: slave)
    process = try Self.spawn([program] + arguments, variables, terminal: path, reports: ends[1])
    output.read(from: master, endingAt: Self.endMark)
    reports.read(from: ends[0])
    end = ProcessEnd(of: process) { [terminal = dup(slave)] in
      // After all that the program wrote.
      tcflow(terminal, TCOON)
      _ = Self.endMark.withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
      close(terminal)
    }
  }

  /// The program does not outlive its terminal; whoever reads the terminal sees its end.
  deinit {
    end.kill()
    close(slave)
  }

  private static let endMark = Array("\u{0}\u{4}the program has ended\u{0}".utf8)

  /// What the shell would say of it: 128 and the signal's number where it died of one.
  public func status() async -> Int32 { await end.status() }

  /// As if typed.
  public func send(_ bytes: [UInt8]) { _ = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) } }
  public func send(_ text: String) { send(Array(text.utf8)) }

  public func signal(_ number: Int32) { kill(process, number) }

  /// Whether it takes what is written to it.
  public func takeOutput(_ isTaken: Bool) { tcflow(slave, isTaken ? TCOON : TCOOFF) }

  /// Its modes, to be compared.
  public var modes: [UInt32] {
    get { Self.modes(of: slave) }
    set {
      var modes = termios()
      tcgetattr(slave, &modes)
      (modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag) = (
        newValue[0], newValue[1], newValue[2], newValue[3]
      )
      tcsetattr(slave, TCSANOW, &modes)
    }
  }

  private static func modes(of terminal: Int32) -> [UInt32] {
    var modes = termios()
    tcgetattr(terminal, &modes)
    return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
  }

  private static func spawn(
    _ arguments: [String], _ environment: [String: String], terminal: String, reports: Int32
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal that the leader of a session opens becomes the one that controls it.
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    posix_spawn_file_actions_adddup2(&actions, reports, 3)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // POSIX_SPAWN_SETSID, which is not imported. All signals as a shell would leave them.
    posix_spawnattr_setflags(&attributes, 0x80 | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    let words = arguments.map { strdup($0) }
    let variables = environment.map { strdup("\($0.key)=\($0.value)") }
    defer { (words + variables).forEach { free($0) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, arguments[0], &actions, &attributes, words + [nil], variables + [nil])
    guard code == 0 else {
      throw Failure(description: "\(arguments[0]) cannot be started: \(String(cString: strerror(code)))")
    }
    return process
  }
}
