import Testing
import TriggerCore
import TriggerRedis

@testable import triggertop

@Suite("Configuration")
struct ConfigurationTests {
  @Test("Without anything given, the defaults are django-triggers'")
  func defaults() throws {
    let configuration = try configuration()
    #expect(configuration.limits == TryLimits(warning: 3, error: 5))
    #expect(configuration.redisURL.value == nil)
    #expect(configuration.triesBeforeError.origin == .byDefault)
    #expect(configuration.lifecycle == Lifecycle())
  }

  @Test("A flag comes before the environment, that before the file, that before the default")
  func order() throws {
    let file = "database = \"from-file\"\n"
    let environment = ["DATABASE_URL": "from-url", "TRIGGERTOP_DATABASE": "from-variable"]
    var flags = ConfigurationFlags()

    #expect(try configuration(file: file).database.value == "from-file")
    #expect(try configuration(environment: environment, file: file).database.value == "from-variable")
    #expect(
      try configuration(environment: ["DATABASE_URL": "from-url"]).database.origin == .environment("DATABASE_URL"))
    flags.database = "from-flag"
    let chosen = try configuration(flags, environment: environment, file: file).database
    #expect(chosen.value == "from-flag")
    #expect(chosen.origin == .flag("--database"))
  }

  @Test("History is kept for 90 days, for as long as was said, or for ever")
  func history() throws {
    #expect(try configuration().processorSettings.history == .days(90))
    #expect(try configuration().keepHistory.value.data == .text("90d"))
    let file = "[processor]\nkeep_history = \"never\"\n"
    #expect(try configuration(file: file).processorSettings.history == nil)
    let environment = ["TRIGGERTOP_PROCESSOR_KEEP_HISTORY": "36h"]
    let chosen = try configuration(environment: environment, file: file)
    #expect(chosen.processorSettings.history == .hours(36))
    #expect(chosen.keepHistory.value.data == .text("1d12h"))
  }

  @Test("Handlers of types that look alike are kept apart, each with its own settings")
  func lookalikes() throws {
    let file = """
      [handlers."caf\u{E9}"]
      command = ["/usr/bin/one"]
      [handlers."cafe\u{301}"]
      command = ["/usr/bin/two"]
      """
    let configuration = try configuration(file: file)
    #expect(configuration.handlers["caf\u{E9}"]?.means == .command(["/usr/bin/one"]))
    #expect(configuration.handlers["cafe\u{301}"]?.means == .command(["/usr/bin/two"]))
  }

  @Test("Every name of django-triggers is understood in the environment and in the file")
  func djangoNames() throws {
    let names = [
      "TRIES_BEFORE_WARNING": "1", "TRIES_BEFORE_ERROR": "2", "ASYNC_HANDLING": "True", "CELERY_TASK_MAX_RETRIES": "4",
      "TYPE_TO_TABLE": #"{"pay_bill": "billing_paybill"}"#, "REDIS_URL": "redis://r/1",
      "LOGGERS": "djtriggers.loggers.database.DatabaseLogger",
    ]
    let fromEnvironment = try configuration(
      environment: Dictionary(uniqueKeysWithValues: names.map { ("DJTRIGGERS_\($0)", $1) }))
    let fromFile = try configuration(
      file: """
        DJTRIGGERS_TRIES_BEFORE_WARNING = 1
        DJTRIGGERS_TRIES_BEFORE_ERROR = 2
        DJTRIGGERS_ASYNC_HANDLING = true
        DJTRIGGERS_CELERY_TASK_MAX_RETRIES = 4
        DJTRIGGERS_REDIS_URL = "redis://r/1"
        DJTRIGGERS_LOGGERS = ["djtriggers.loggers.database.DatabaseLogger"]
        [DJTRIGGERS_TYPE_TO_TABLE]
        pay_bill = "billing_paybill"
        """)
    for configuration in [fromEnvironment, fromFile] {
      #expect(configuration.limits == TryLimits(warning: 1, error: 2))
      #expect(configuration.asyncHandling.value)
      #expect(configuration.celeryTaskMaxRetries.value == 4)
      #expect(configuration.typeToTable.value.byType == ["pay_bill": [OwnTable("billing_paybill")]])
      #expect(configuration.redisURL.value == "redis://r/1")
      #expect(configuration.loggers.value == [.database])
    }
    #expect(fromFile.triesBeforeError.origin == .file("config.toml", key: "DJTRIGGERS_TRIES_BEFORE_ERROR", line: 2))
  }

  @Test("TYPE_TO_TABLE is read in its three forms")
  func ownTables() throws {
    let file = """
      [type_to_table]
      a = "app_a"
      b = ["app_b", "app_c"]
      c = [["app_d", "owner_id"], "app_e"]
      """
    #expect(
      try configuration(file: file).typeToTable.value.byType == [
        "a": [OwnTable("app_a")],
        "b": [OwnTable("app_b"), OwnTable("app_c")],
        "c": [OwnTable("app_d", idColumn: "owner_id"), OwnTable("app_e")],
      ])
  }

  @Test("Handlers are read by type, a dot in the type's name included")
  func handlers() throws {
    let file = """
      [handlers.pay_bill]
      command = ["/usr/bin/pay", "--id"]
      timeout = "5m"
      concurrency = 2
      [handlers."billing.send"]
      webhook = "https://hooks.example.com/send"
      secret = "s3cret"
      """
    #expect(
      try configuration(file: file).handlers == [
        "pay_bill": HandlerConfiguration(
          means: .command(["/usr/bin/pay", "--id"]), timeout: .minutes(5), concurrency: 2,
          origin: .file("config.toml", key: "handlers.pay_bill.command", line: 2)),
        "billing.send": HandlerConfiguration(
          means: .webhook(address: "https://hooks.example.com/send", secret: "s3cret"), timeout: .seconds(60),
          origin: .file("config.toml", key: #"handlers."billing.send".webhook"#, line: 6)),
      ])
  }

  @Test("Where Celery and something else are named, async_handling decides")
  func celery() throws {
    let file = "[handlers.pay]\ncelery = \"billing.PayBill\"\n"
    let both = file + "command = [\"/usr/bin/pay\"]\n"
    let model = try #require(CeleryModel("billing.PayBill"))
    let asynchronous = ["DJTRIGGERS_ASYNC_HANDLING": "True"]
    #expect(try configuration(file: file).handlers["pay"]?.means == .celery(model))
    #expect(try configuration(file: both).handlers["pay"]?.means == .command(["/usr/bin/pay"]))
    #expect(try configuration(environment: asynchronous, file: both).handlers["pay"]?.means == .celery(model))
  }

  @Test("Celery's broker is redis_url unless one is named; an address of another kind is named by its setting")
  func broker() throws {
    let redis = ["DJTRIGGERS_REDIS_URL": "redis://r/1"]
    #expect(try configuration(environment: redis).broker().address == "redis://r:6379/1")
    let file = "[celery]\nbroker = \"redis://b/2\"\nqueue = \"billing\""
    let broker = try configuration(environment: redis, file: file).broker()
    #expect(broker.address == "redis://b:6379/2")
    #expect(broker.queue == "billing")
  }

  @Test("An application's own broker of another kind hinders nothing but what would use it")
  func foreignBroker() throws {
    let configuration = try configuration(environment: ["CELERY_BROKER_URL": "amqp://b"])
    #expect(
      throws: ConfigurationError("environment CELERY_BROKER_URL: The Redis URL must begin with redis:// or unix://.")
    ) { try configuration.broker() }
  }

  @Test("A type for Celery without a broker is named")
  func missingBroker() throws {
    let configuration = try configuration(file: "[handlers.pay]\ncelery = \"billing.PayBill\"")
    #expect {
      try configuration.broker()
    } throws: {
      "\($0)".hasPrefix("config.toml, line 2: handlers.pay.celery: needs a broker; add [celery]")
    }
  }

  @Test("statsd is named in the file or by its own variables")
  func statsd() throws {
    let variables = ["STATSD_HOST": "metrics", "STATSD_PORT": "9125", "STATSD_PREFIX": "app"]
    let configuration = try configuration(environment: variables)
    #expect(configuration.statsdHost.value == "metrics")
    #expect(configuration.statsdPort.value == 9125)
    #expect(configuration.statsdPrefix.value == "app")
  }

  @Test("A file that is none, such as /dev/null, is read as well; a directory is refused")
  func devices() throws {
    #expect(try ConfigurationFile(path: "/dev/null", isRequired: true).root.isEmpty)
    #expect(throws: ConfigurationError.self) { try ConfigurationFile(path: "/tmp", isRequired: true) }
  }

  @Test("Every setting is listed with its value and origin, no secret among them")
  func lines() throws {
    let configuration = try configuration(
      environment: [
        "DATABASE_URL": "postgresql://app:SECRET@db/orders", "DJTRIGGERS_REDIS_URL": "redis://:SECRET@r:6379/0",
        "CELERY_BROKER_URL": "amqp://app:SECRET@b",
      ],
      file: "[handlers.send]\nwebhook = \"https://app:SECRET@hooks.example.com/SECRET\"\nsecret = \"SECRET\"")
    let text = configuration.lines.map(\.data.json).joined(separator: "\n")
    #expect(
      text.contains(
        #"{"name":"database","value":"dbname='orders' host='db' user='app'","from":"environment DATABASE_URL"}"#))
    #expect(text.contains("redis://r:6379/0"))
    #expect(text.contains(#"{"name":"handlers.send.secret","value":"***","from":"file line 3, handlers.send.secret"}"#))
    #expect(text.contains("https://hooks.example.com/***"))
    #expect(!text.contains("SECRET"))
  }
}
