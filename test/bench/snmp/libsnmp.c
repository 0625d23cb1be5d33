/* GETs by Net-SNMP's own library: the floor that a poller in C would stand on.
 * Arguments: port, community, rounds, first address, …, "--", OID, OID, …; prints the CPU in microseconds. */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <sys/resource.h>

static long cpu_us(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000L + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
}

int main(int argc, char **argv) {
  int rounds = atoi(argv[3]), devices = 0, oids = 0;
  void *sessions[1000];
  oid names[128][MAX_OID_LEN];
  size_t lengths[128];
  long long sum = 0, values = 0;
  setenv("MIBS", "", 1);
  init_snmp("bench");
  int i = 4;
  for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
    char peer[64];
    struct snmp_session session;
    snmp_sess_init(&session);
    snprintf(peer, sizeof peer, "udp:%s:%s", argv[i], argv[1]);
    session.peername = peer;
    session.version = SNMP_VERSION_2c;
    session.community = (u_char *)argv[2];
    session.community_len = strlen(argv[2]);
    session.timeout = 2000000;
    sessions[devices] = snmp_sess_open(&session);
    if (sessions[devices++] == NULL) return 1;
  }
  for (i++; i < argc; i++, oids++) {
    lengths[oids] = MAX_OID_LEN;
    if (!read_objid(argv[i], names[oids], &lengths[oids])) return 1;
  }
  long before = 0;
  /* The first tenth is warm-up. */
  for (int round = -rounds / 10; round < rounds; round++) {
    if (round == 0) before = cpu_us(), values = 0;
    for (int device = 0; device < devices; device++) {
      struct snmp_pdu *request = snmp_pdu_create(SNMP_MSG_GET), *reply = NULL;
      for (int o = 0; o < oids; o++) snmp_add_null_var(request, names[o], lengths[o]);
      if (snmp_sess_synch_response(sessions[device], request, &reply) != STAT_SUCCESS || reply->errstat) return 2;
      for (netsnmp_variable_list *v = reply->variables; v; v = v->next_variable, values++)
        if (v->type == ASN_COUNTER64) sum += v->val.counter64->low;
        else if (v->type != ASN_OCTET_STR) sum += *v->val.integer;
      snmp_free_pdu(reply);
    }
  }
  printf("{\"cpuUs\":%ld,\"values\":%lld,\"sum\":%lld}\n", cpu_us() - before, values, sum & 1023);
  return 0;
}
