//! The metrics that exporters for NPUs have.
//!
//! Source: Ascend/mind-cluster, `component/npu-exporter/collector/metrics/*.go` and
//! `docs/en/scheduling/api/npu_exporter/01_prometheus_metrics_api.md`. Some exist for each link, port
//! or error: with one or two numbers at their end, as `npu_chip_info_hccs_statistic_info_tx_cnt_1`.

/// What stands before the names in the lists of [`GROUPS`].
const CHIP: &str = "npu_chip_info_";

/// Names that stand whole.
const WHOLE: &str = "npu_exporter_version_info machine_npu_nums machine_card_nums npu_container_info \
    container_npu_utilization container_npu_total_memory container_npu_used_memory \
    vnpu_pod_aicore_utilization vnpu_pod_total_memory vnpu_pod_used_memory \
    npu_chip_link_speed npu_chip_link_up_num \
    npu_chip_mac_rx_pause_num npu_chip_mac_tx_pause_num npu_chip_mac_rx_pfc_pkt_num \
    npu_chip_mac_tx_pfc_pkt_num npu_chip_mac_rx_bad_pkt_num npu_chip_mac_tx_bad_pkt_num \
    npu_chip_mac_tx_bad_oct_num npu_chip_mac_rx_bad_oct_num \
    npu_chip_roce_rx_all_pkt_num npu_chip_roce_tx_all_pkt_num npu_chip_roce_rx_err_pkt_num \
    npu_chip_roce_tx_err_pkt_num npu_chip_roce_rx_cnp_pkt_num npu_chip_roce_tx_cnp_pkt_num \
    npu_chip_roce_new_pkt_rty_num npu_chip_roce_out_of_order_num npu_chip_roce_qp_status_err_num \
    npu_chip_roce_unexpected_ack_num npu_chip_roce_verification_err_num \
    npu_chip_optical_state npu_chip_optical_vcc npu_chip_optical_temp npu_chip_optical_tx_power \
    npu_chip_optical_rx_power";

/// The groups of the exporter: the chip itself, its network, memory, links within the host, optical
/// modules, and the unified bus of the 950.
const GROUPS: [&str; 8] = [
    "utilization overall_utilization vector_utilization cube_utilization temperature power voltage \
     aicore_current_freq health_status error_code name process_info process_info_num serial_number \
     product_type",
    "network_status bandwidth_rx bandwidth_tx link_status link_speed rx_fcs_num rx_ecn_num",
    "used_memory total_memory hbm_used_memory hbm_total_memory hbm_ecc_enable_flag \
     hbm_ecc_single_bit_error_cnt hbm_ecc_double_bit_error_cnt hbm_ecc_total_single_bit_error_cnt \
     hbm_ecc_total_double_bit_error_cnt hbm_ecc_single_bit_isolated_pages_cnt \
     hbm_ecc_double_bit_isolated_pages_cnt hbm_utilization hbm_temperature \
     hbm_bandwidth_utilization",
    "hccs_statistic_info_tx_cnt hccs_statistic_info_rx_cnt hccs_statistic_info_crc_err_cnt \
     hccs_bandwidth_info_profiling_time hccs_bandwidth_info_total_tx hccs_bandwidth_info_total_rx \
     hccs_bandwidth_info_tx hccs_bandwidth_info_rx",
    "pcie_rx_p_bw pcie_rx_np_bw pcie_rx_cpl_bw pcie_tx_p_bw pcie_tx_np_bw pcie_tx_cpl_bw",
    "sio_crc_tx_err_cnt sio_crc_rx_err_cnt",
    "optical_index_num optical_tx_power optical_rx_power",
    "ub_ipv4_pkt_cnt_rx ub_ipv6_pkt_cnt_rx unic_ipv4_pkt_cnt_rx unic_ipv6_pkt_cnt_rx \
     ub_compact_pkt_cnt_rx ub_umoc_ctph_cnt_rx ub_umoc_ntph_cnt_rx ub_mem_pkt_cnt_rx \
     unknown_pkt_cnt_rx drop_ind_cnt_rx err_ind_cnt_rx to_host_pkt_cnt_rx to_imp_pkt_cnt_rx \
     to_mar_pkt_cnt_rx to_link_pkt_cnt_rx to_noc_pkt_cnt_rx route_err_cnt_rx out_err_cnt_rx \
     length_err_cnt_rx rx_busi_flit_num rx_send_ack_flit ub_ipv4_pkt_cnt_tx ub_ipv6_pkt_cnt_tx \
     unic_ipv4_pkt_cnt_tx unic_ipv6_pkt_cnt_tx ub_compact_pkt_cnt_tx ub_umoc_ctph_cnt_tx \
     ub_umoc_ntph_cnt_tx ub_mem_pkt_cnt_tx unknown_pkt_cnt_tx drop_ind_cnt_tx err_ind_cnt_tx \
     lpbk_ind_cnt_tx out_err_cnt_tx length_err_cnt_tx tx_busi_flit_num tx_recv_ack_flit \
     retry_req_sum retry_ack_sum crc_error_sum core_mib_rxpausepkts core_mib_txpausepkts \
     core_mib_rxpfcpkts core_mib_txpfcpkts core_mib_rxbadpkts core_mib_txbadpkts \
     core_mib_rxbadoctets core_mib_txbadoctets",
];

/// What people want to know, and where it is.
const NEAREST: [(&str, &str); 8] = [
    ("mem", "npu_chip_info_hbm_used_memory"),
    ("hbm", "npu_chip_info_hbm_used_memory"),
    ("util", "npu_chip_info_utilization"),
    ("temp", "npu_chip_info_temperature"),
    ("power", "npu_chip_info_power"),
    ("health", "npu_chip_info_health_status"),
    ("err", "npu_chip_info_error_code"),
    ("link", "npu_chip_info_link_status"),
];

/// How names begin that can only be meant as metrics of Ascend NPUs. Other makers put their own
/// name in front, as in `rbln_npu_utilization`, and recording rules have colons.
const STARTS: [&str; 6] =
    ["npu_", "vnpu_pod_", "ascend_", "container_npu_", "machine_npu_", "huawei_npu_"];

/// Whether a name is that of a metric about NPUs which no exporter has.
pub(crate) fn is_unknown_metric(name: &str) -> bool {
    is_npu_metric(name) && !is_exported(name)
}

/// Whether a name can only be meant as a metric about Ascend NPUs.
pub(crate) fn is_npu_metric(name: &str) -> bool {
    !name.contains(':') && STARTS.iter().any(|start| name.starts_with(start))
}

/// The metric that was most likely meant.
pub(crate) fn nearest_metric(name: &str) -> &'static str {
    let found = NEAREST.iter().find(|(part, _)| name.contains(part));
    found.map_or("npu_chip_info_utilization", |(_, metric)| metric)
}

fn is_exported(name: &str) -> bool {
    // A lane, a die and a port.
    let mut names = std::iter::successors(Some(name), |name| without_number(name)).take(4);
    names.any(|name| {
        let of_chip = name.strip_prefix(CHIP).is_some_and(|rest| {
            GROUPS.iter().any(|group| group.split_whitespace().any(|known| known == rest))
        });
        of_chip || WHOLE.split_whitespace().any(|known| known == name)
    })
}

fn without_number(name: &str) -> Option<&str> {
    let (start, end) = name.rsplit_once('_')?;
    (!end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit())).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_known_by_name() {
        for (name, expected, reason) in [
            ("npu_chip_info_utilization", false, "of the chip"),
            ("npu_chip_info_error_code_3", false, "the fourth error"),
            ("npu_chip_info_link_status_1_4", false, "of a port"),
            ("npu_chip_info_optical_tx_power_0_1_4", false, "of a lane and a port"),
            ("npu_chip_optical_tx_power_2", false, "of a lane"),
            ("machine_npu_nums", false, "of the node"),
            ("vnpu_pod_used_memory", false, "of a part of a card"),
            ("npu:utilization:avg5m", false, "a recording rule"),
            ("rbln_npu_utilization", false, "another maker's"),
            ("inputs_npu_total", false, "the letters inside a name"),
            ("ascend_npu_utilization", true, "invented"),
            ("npu_hbm_usage_percent", true, "invented"),
            ("npu_chip_info_hbm_usage", true, "another word"),
        ] {
            assert_eq!(is_unknown_metric(name), expected, "{name}: {reason}");
        }
        assert!(NEAREST.iter().all(|(_, metric)| is_exported(metric)));
    }
}
