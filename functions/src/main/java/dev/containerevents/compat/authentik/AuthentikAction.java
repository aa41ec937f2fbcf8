package dev.containerevents.compat.authentik;

import dev.containerevents.event.Status;
import java.util.Set;

/// authentik's event types. Only these are accepted.
final class AuthentikAction {

    /// The actions of version 2024.8, then those added up to 2026.8. Inside authentik, `custom_` is the beginning
    /// of a name; its API accepts only the beginning.
    private static final Set<String> ALL = Set.of(
            "login",
            "login_failed",
            "logout",
            "user_write",
            "suspicious_request",
            "password_set",
            "secret_view",
            "secret_rotate",
            "invitation_used",
            "authorize_application",
            "source_linked",
            "impersonation_started",
            "impersonation_ended",
            "flow_execution",
            "policy_execution",
            "policy_exception",
            "property_mapping_exception",
            "system_task_execution",
            "system_task_exception",
            "system_exception",
            "configuration_error",
            "model_created",
            "model_updated",
            "model_deleted",
            "email_sent",
            "update_available",
            "custom_",
            "user_offboarded",
            "configuration_warning",
            "export_ready",
            "review_initiated",
            "review_overdue",
            "review_attested",
            "review_completed",
            "access_request_created",
            "access_request_approved",
            "access_request_denied",
            "access_request_revoked");

    private AuthentikAction() {}

    static boolean isOne(String text) {
        return ALL.contains(text);
    }

    /// authentik has no status, but some actions are always failures.
    static Status status(String action) {
        return action.equals("login_failed") || action.endsWith("_exception") ? Status.FAIL : Status.SUCCESS;
    }
}
