// The table of settings: names, defaults, ranges and what they are for.
#include "app/config.h"

namespace muster::app {

const std::vector<Setting>& settings() {
  using enum SettingKind;
  static const std::vector<Setting> table{
      {"server.listen", kAddress, "127.0.0.1:8443", "HOST:PORT", 0, 0,
       "监听地址与端口。端口定下后不要再改：换端口等于换网站，手机上未发出的内容会留在原处",
       "Address and port. Do not change the port later: another port is another site, and what "
       "phones have not sent stays behind"},
      {"server.tls", kChoice, "auto", "auto | off | local | files", 0, 0,
       "加密：auto 只监听本机时不加密，否则同 local；local 用自建证书（DATA/tls）；files "
       "用下面两个文件；off 不加密（仅限前面另有代理）",
       "Encryption: auto = none on a loopback address, else local; local = an authority of our own "
       "in DATA/tls; files = the two files below; off = none (only behind a proxy)"},
      {"server.certificate", kText, "", "PEM", 0, 0, "证书文件（tls = files）",
       "Certificate file (tls = files)"},
      {"server.key", kText, "", "PEM", 0, 0, "私钥文件（tls = files）",
       "Private key file (tls = files)"},
      {"server.names", kText, "", "NAME, NAME", 0, 0, "自建证书另外包含的域名或地址，逗号分隔",
       "Further host names or addresses in the local certificate, comma separated"},
      {"server.phone_listen", kAddress, "", "HOST:PORT", 0, 0,
       "另开一个加密端口给手机（如 0.0.0.0:8444）；空则不开",
       "A further encrypted port for phones (as 0.0.0.0:8444); empty = none"},
      {"server.trusted_proxies", kText, "", "ADDRESS, ADDRESS", 0, 0,
       "前置代理的地址，其 X-Forwarded-For 可信",
       "Addresses of proxies in front whose X-Forwarded-For counts"},
      {"server.public_url", kText, "", "https://…", 0, 0,
       "用户访问的网址（用于登录链接与二维码）；空则由监听地址得出",
       "Address that people use, for links and the QR code; empty = made from the listening "
       "address"},
      {"server.handler_threads", kInteger, "4", "1 … 64", 1, 64, "处理请求的线程数",
       "Threads that handle requests"},
      {"storage.url", kText, "city.gpkg", "FILE | postgresql://…", 0, 0,
       "城市数据库：文件名（SQLite）或 PostgreSQL 地址",
       "City database: a file (SQLite) or a PostgreSQL address"},
      {"storage.schema", kText, "public", "a-z0-9_", 0, 0, "PostgreSQL 模式名",
       "PostgreSQL schema"},
      {"storage.access_url", kText, "access.db", "FILE | postgresql://…", 0, 0,
       "账号与会话数据库，不与城市数据同库；storage.url 为 PostgreSQL 时默认用同一地址的模式 "
       "access",
       "Database of accounts and sessions, apart from the city's; with PostgreSQL in storage.url "
       "the schema access of the same address"},
      {"storage.readers", kInteger, "4", "1 … 64", 1, 64, "同时读取的连接数",
       "Connections that read at once"},
      {"storage.attachments", kText, "attachments", "FOLDER", 0, 0, "附件文件夹",
       "Folder of attachments"},
      {"identity.key_file", kText, "", "FILE", 0, 0,
       "字段加密密钥文件；空则为数据文件夹旁的 "
       "<数据文件夹>.key。须另行备份，丢失后个人信息无法恢复",
       "Key that encrypts personal fields; empty = <data folder>.key beside the folder. Back it up "
       "apart: without it personal data is lost"},
      {"journal.hash", kChoice, "sha256", "sha256 | sm3", 0, 0,
       "日志链的摘要算法，首次启动后不可改",
       "Digest of the journal chain; fixed after the first start"},
      {"node.name", kText, "main", "a-z0-9-", 0, 0, "本节点名称，写入每条记录",
       "Name of this node, written into each record"},
      {"model.folder", kText, "model", "FOLDER", 0, 0, "本市自有定义的文件夹（可以没有）",
       "Folder of the bureau's own definitions (need not exist)"},
      {"demo.enabled", kBoolean, "false", "true | false", 0, 0, "此数据文件夹是演示城市",
       "This data folder is a demonstration city"},
      {"demo.quick_sign_in", kBoolean, "true", "true | false", 0, 0,
       "演示城市允许点人名登录（真实城市无效）",
       "On a demonstration people sign in by a click on their name (no effect on a real city)"},
      {"demo.autopilot", kBoolean, "true", "true | false", 0, 0,
       "演示城市里其余的人自己办事（真实城市无效）",
       "On a demonstration the other people act by themselves (no effect on a real city)"},
      {"messages.outbox", kText, "outbox", "FOLDER", 0, 0,
       "外发文件夹：没有网址的收方，报告写成文件放在这里；空则不写",
       "Folder of reports to receivers without an address, as files; empty = none are written"},
      {"messages.peer_url", kText, "", "https://…/api/v1/incoming", 0, 0,
       "收方机构没有自己的报送地址时，报告送往的系统；空则写入外发文件夹",
       "The system to which reports go whose receiver has no address of its own; empty = the "
       "outbox folder"},
      {"messages.peer_ca", kText, "", "PEM", 0, 0, "接收系统证书的颁发者；空则用系统信任",
       "Certificate authority of receiving systems; empty = what the system trusts"},
      {"messages.tokens", kText, "peers", "FOLDER", 0, 0,
       "接收系统的令牌，各一行：机构有自己的报送地址时用 <机构代号>.token，messages.peer_url 用 "
       "default.token",
       "Tokens of receiving systems, one line each: <code of the body>.token for a body's own "
       "address, default.token for messages.peer_url"},
      {"mqtt.url", kText, "", "tcp://HOST:1883 | ssl://HOST:8883", 0, 0,
       "遥测的 MQTT 服务器；空则不接", "MQTT broker of telemetry; empty = none"},
      {"mqtt.topic", kText, "muster/readings/#,muster/positions/#", "TOPIC[,TOPIC…]", 0, 0,
       "订阅的主题，逗号分隔，末级为发送方账号：muster/readings/<账号>、muster/positions/<账号>[/<账本>]",
       "Topics subscribed, comma between; the last part names the sender's account: muster/readings/ACCOUNT, muster/positions/ACCOUNT[/LEDGER]"},
      {"mqtt.trust_topic", kBoolean, "false", "true | false", 0, 0,
       "true：主题末级即身份，须由 MQTT 服务器限定各账号只发自己的主题；false：每条消息须带 token",
       "true = the last part of the topic is proof enough, because the broker lets each account "
       "publish only there; false = each message carries a token"},
      {"mqtt.client_id", kText, "", "NAME", 0, 0,
       "会话名称，服务器按此保留未取走的消息；空则为 muster-<node.name>",
       "Name of the session under which the broker keeps what was not fetched; empty = "
       "muster-<node.name>"},
      {"mqtt.user", kText, "", "NAME", 0, 0, "MQTT 用户名", "User name at the broker"},
      {"mqtt.password_file", kText, "", "FILE", 0, 0, "存放 MQTT 密码的文件（第一行）",
       "File whose first line is the password at the broker"},
      {"mqtt.ca", kText, "", "PEM", 0, 0, "MQTT 服务器证书的颁发者；空则用系统信任",
       "Certificate authority of the broker; empty = what the system trusts"},
      {"log.level", kChoice, "info", "debug | info | warning | error", 0, 0, "日志详细程度",
       "How much is logged"},
  };
  return table;
}

}  // namespace muster::app
